import type { Person } from '#core/actions/person';
import type { StepOutcome } from '#core/runbooks/step-outcome';
import type { StepPath } from '#core/ids/step-path';
import type { People, World } from '#rehearsals/virtual-runtime';
import type { Script } from './reference-course.ts';

/** What the replies to a step follow from. */
interface Drawn {
  readonly milliseconds: number;
  /** 0 to 19; high ones end badly. */
  readonly roll: number;
}

export const ada: Person = { name: 'Ada', channel: 'page', verified: true };

const writeOutcomes: readonly StepOutcome[] = [
  'rejected',
  'blocked',
  'withdrawn',
  'stale',
  'unknown',
  'not_verified',
  'write_unavailable',
  'undone',
  'undo_failed',
  'declined',
  'expired',
  'failed',
];

/** What the world says, by path alone. */
export function scriptOf(build: ReadonlyMap<string, Drawn>, asksForm: (drawn: Drawn) => boolean): Script {
  const at = (path: StepPath) => {
    const drawn = build.get(lastPart(path))!;
    const spread = hash(path);
    return {
      drawn,
      roll: (drawn.roll + spread) % 20,
      afterMilliseconds: 1 + ((drawn.milliseconds + spread) % 12_000),
    };
  };
  return {
    read(path, { asked }) {
      const { roll, afterMilliseconds } = at(path);
      if (roll === 19) return 'silent';
      if (roll === 18) return { afterMilliseconds, end: { kind: 'expired', reason: 'slow' } };
      if (roll > 16) return { afterMilliseconds, end: { kind: 'failed', reason: 'refused' } };
      const data = { n: roll, asked: asked ?? null };
      return { afterMilliseconds, end: { kind: 'done', data, evidence: [], summary: 'seen' } };
    },
    notify(path) {
      // What an ask tells, it tells under a path of its own.
      if (!build.has(lastPart(path))) return { afterMilliseconds: 1, end: { kind: 'done', summary: 'told' } };
      const { roll, afterMilliseconds } = at(path);
      if (roll === 19) return 'silent';
      if (roll > 16) return { afterMilliseconds, end: { kind: 'failed', reason: 'refused' } };
      return { afterMilliseconds, end: { kind: 'done', summary: 'told' } };
    },
    write(path) {
      const { roll, afterMilliseconds } = at(path);
      if (roll === 19) return { afterMilliseconds, end: { kind: 'failed', reason: 'broken' } };
      const outcome = roll < 16 ? 'succeeded' : writeOutcomes[afterMilliseconds % writeOutcomes.length]!;
      const undoable = outcome === 'succeeded' ? roll < 14 : outcome === 'not_verified';
      return { afterMilliseconds, end: { kind: 'done', outcome, undoable } };
    },
    undo(path) {
      const { roll, afterMilliseconds } = at(path);
      if (roll % 4 === 0) return { afterMilliseconds, end: { kind: 'failed', reason: 'changed since' } };
      return { afterMilliseconds, end: { kind: 'done', summary: 'undone' } };
    },
    answer(path) {
      const { roll, afterMilliseconds, drawn } = at(path);
      if (roll > 17) return undefined;
      if (roll > 15) return { afterMilliseconds, given: { answer: { kind: 'no', reason: 'no' }, by: ada } };
      const answer = asksForm(drawn) ? ({ kind: 'form', values: { n: roll } } as const) : ({ kind: 'yes' } as const);
      return { afterMilliseconds, given: { answer, by: ada } };
    },
  };
}

const lastPart = (path: StepPath) => path.slice(path.lastIndexOf('/') + 1);

/** FNV-1a. */
function hash(words: string): number {
  let state = 0x811c9dc5;
  for (let index = 0; index < words.length; index++) state = Math.imul(state ^ words.charCodeAt(index), 0x01000193);
  return (state >>> 0) % 100_003;
}

/** The same script for steps that really run. */
export function worldOf(script: Script, told: (notification: Parameters<World['notify']>[0]) => void): World {
  return {
    read: (call) => script.read(call.path, call.arguments),
    write: ({ path }) => script.write(path),
    undo: ({ path }) => script.undo(path),
    notify(notification) {
      told(notification);
      return script.notify(notification.path);
    },
  };
}

export const peopleOf = (script: Script): People => ({ answer: ({ path }) => script.answer(path) });
