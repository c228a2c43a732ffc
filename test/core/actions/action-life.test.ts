import { describe, expect, it } from 'vitest';
import { ActionState } from '#core/actions/action';
import { actionWords, canBeWithdrawn, isOver, mayFollow } from '#core/actions/action-life';

const states = Object.values(ActionState);
const followers = (state: ActionState) => states.filter((next) => mayFollow(state, next));

/** Every state that can come after a state, at any time. */
function reachable(from: ActionState): ReadonlySet<ActionState> {
  const seen = new Set<ActionState>();
  const open = [from];
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    for (const next of followers(state)) {
      if (seen.has(next)) continue;
      seen.add(next);
      open.push(next);
    }
  }
  return seen;
}

const written = ['executed', 'verifying', 'verified', 'not_verified', 'undoing', 'undone', 'undo_failed'] as const;
const notWritten = [
  'rejected',
  'expired',
  'withdrawn',
  'superseded',
  'stale',
  'skipped',
  'blocked',
  'cancelled',
] as readonly ActionState[];

describe('the life of an action', () => {
  it('leads from the proposal to every other state, and never back', () => {
    expect([...reachable('proposed')].sort()).toEqual(states.filter((state) => state !== 'proposed').sort());
    for (const state of states) expect(reachable(state)).not.toContain(state);
  });

  it.each(notWritten)('is over with %s: nothing is written after it', (state) => {
    expect(isOver(state)).toBe(true);
    expect(actionWords(state)).toMatch(/nothing was written/);
  });

  it('comes to a write by way of the lock alone', () => {
    const before = states.filter((state) => mayFollow(state, 'intent') || mayFollow(state, 'executing'));
    expect(before.sort()).toEqual(['intent', 'locked', 'rechecked']);
    expect(states.filter((state) => mayFollow(state, 'locked')).sort()).toEqual(['approved', 'judged']);
  });

  it('does not call off what has been written', () => {
    for (const state of [...written, 'unknown' as const]) {
      expect([...reachable(state)].filter((next) => notWritten.includes(next))).toEqual([]);
      expect(canBeWithdrawn(state)).toBe(false);
    }
  });

  it('can be withdrawn until the write begins, and not after', () => {
    expect(states.filter(canBeWithdrawn).sort()).toEqual(
      ['approved', 'awaiting', 'judged', 'locked', 'previewed', 'proposed'].sort(),
    );
  });

  it('leaves open what nobody knows, until a person has looked', () => {
    expect(followers('unknown').sort()).toEqual(['executed', 'failed', 'undoing']);
  });

  it('has a sentence for each state, and no two alike', () => {
    const sentences = states.map(actionWords);
    expect(new Set(sentences).size).toBe(states.length);
    for (const sentence of sentences) expect(sentence).toMatch(/^[A-Z].*\.$/);
  });
});
