import type { ActionPart, ActionState } from '#core/actions/action';
import type { ActionRecord } from '#core/actions/action-work';
import type { WriteRecord } from '#lab/supervisor/write-ledger';
import type { AuditStory } from './audit-story.ts';
import type { TriedWrite } from './tried-write.ts';

/** What must never be: each a kind that is counted. */
export interface Violation {
  readonly kind: 'doubled' | 'lied' | 'silent' | 'stuck' | 'untold';
  readonly words: string;
}

export interface Known {
  readonly write: TriedWrite;
  readonly record: ActionRecord;
  readonly effects: ReadonlyMap<string, readonly WriteRecord[]>;
  readonly marks: ReadonlySet<string>;
  readonly story: AuditStory;
}

/** States in which a part is told to have taken effect. */
const told: Readonly<Record<ActionPart, readonly ActionState[]>> = { do: ['executed'], undo: ['undone'] };

/** Holds the lab's ledger, the marks, the audit log and the end of one action against each other. Pure. */
export function checkWrite(known: Known): readonly Violation[] {
  const { write, record } = known;
  const stuck: readonly Violation[] = write.stuck === undefined ? [] : [{ kind: 'stuck', words: write.stuck }];
  return [...stuck, ...checkPart(known, 'do'), ...checkPart(known, 'undo'), ...checkUnknown(write, record)];
}

function checkPart({ write, record, effects, marks, story }: Known, part: ActionPart): readonly Violation[] {
  const violations: Violation[] = [];
  const of = effects.get(part === 'do' ? write.actionHash : `${write.actionHash}:undo`) ?? [];
  const [effect] = of;
  const states = record.steps.map(({ state }) => state);
  const isTold = states.some((state) => told[part].includes(state));
  const say = (kind: Violation['kind'], words: string) => violations.push({ kind, words: `${part}: ${words}` });

  if (of.length > 1) say('doubled', `${of.length} effects: ${of.map(({ at }) => at).join(', ')}`);
  // An open end says neither: it is counted as stuck.
  if (effect && !isTold && write.ended) say('lied', `it took effect at ${effect.at}, and it ended "${record.state}"`);
  if (!effect && isTold) say('lied', 'it is told to have taken effect, and has not');
  if (!effect) return violations;

  if (!marks.has(part === 'do' ? 'intent' : 'undo-intent')) say('silent', 'an effect without the mark of its intent');
  const intents = story.filter((one) => one['kind'] === 'intent' && one['part'] === part);
  if (!intents.some(({ at }) => String(at) <= effect.at)) say('silent', 'an effect before its intent was on record');
  const denied = story.find((one) => one['kind'] === 'result' && one['part'] === part && one['state'] === 'failed');
  if (denied)
    say('lied', `it took effect at ${effect.at}, and the audit log says at ${String(denied['at'])} that it failed`);
  const isClosed = story.some(
    (one) =>
      (one['kind'] === 'result' && one['part'] === part && one['state'] !== 'refused') ||
      (one['kind'] === 'action' && [...told[part], 'unknown'].includes(String(one['state']) as ActionState)),
  );
  if (!isClosed) say('silent', 'an effect of which no record tells what came of it');
  return violations;
}

function checkUnknown({ unknown }: TriedWrite, record: ActionRecord): readonly Violation[] {
  const wasUnknown = record.steps.some(({ state }) => state === 'unknown');
  if (!wasUnknown || unknown.has('do')) return [];
  return [{ kind: 'untold', words: 'nobody was told that nobody knows what became of it' }];
}
