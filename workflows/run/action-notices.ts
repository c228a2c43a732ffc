import { ActionState } from '#core/actions/action';
import { isActionHash } from '#core/ids/action-hash';
import { actionWords } from '#core/actions/action-life';
import type { ActionNotice } from '#core/actions/action-work';
import { StepOutcome } from '#core/runbooks/step-outcome';
import type { EffectEnd, WriteEnd } from './steps/runtime.ts';

const states: readonly string[] = Object.values(ActionState);

/** Notices can be sent by hand: what does not look like one is dropped. */
export function isActionNotice(value: unknown): value is ActionNotice {
  if (typeof value !== 'object' || value === null) return false;
  const { actionHash, state, settled, undoable, at, reason, decidedAt, writtenAt } = value as Readonly<
    Record<string, unknown>
  >;
  const isJudged = typeof settled === 'boolean' && typeof undoable === 'boolean';
  const isWorded = reason === undefined || (typeof reason === 'string' && reason.length <= 2000);
  const isTimed = [decidedAt, writtenAt].every((time) => time === undefined || typeof time === 'string');
  return (
    isActionHash(actionHash) &&
    typeof state === 'string' &&
    states.includes(state) &&
    isJudged &&
    typeof at === 'string' &&
    isWorded &&
    isTimed
  );
}

/** What the end of an action is for the step that wrote it. */
export function endOfAction(notice: ActionNotice, number: number): EffectEnd<WriteEnd> {
  const { undoable, by, evidence } = notice;
  const reason = reasonOf(notice, number);
  return { kind: 'done', outcome: outcomeOf(notice), reason, by, evidence, undoable };
}

function reasonOf({ state, reason }: ActionNotice, number: number): string | undefined {
  if (state === ActionState.verified) return undefined;
  const proposed = state === ActionState.stale ? `proposed ${number} times: ` : '';
  return `${proposed}${reason ?? actionWords(state)}`;
}

function outcomeOf({ state, skippedFor }: ActionNotice): StepOutcome {
  switch (state) {
    case ActionState.verified:
      return StepOutcome.succeeded;
    case ActionState.notVerified:
      return StepOutcome.notVerified;
    case ActionState.undone:
      return StepOutcome.undone;
    case ActionState.undoFailed:
      return StepOutcome.undoFailed;
    case ActionState.rejected:
      return StepOutcome.rejected;
    case ActionState.expired:
      return StepOutcome.expired;
    case ActionState.blocked:
      return StepOutcome.blocked;
    case ActionState.stale:
      return StepOutcome.stale;
    case ActionState.failed:
      return StepOutcome.failed;
    // What is not needed any more lets the run go on; where another action was in the way nobody has done it.
    case ActionState.skipped:
      return skippedFor === 'resolved' ? StepOutcome.skipped : StepOutcome.failed;
    case ActionState.withdrawn:
    case ActionState.superseded:
    case ActionState.cancelled:
      return StepOutcome.withdrawn;
    // All others are no ends: an action that says so has broken off, and nobody knows what it has done.
    case ActionState.unknown:
    case ActionState.proposed:
    case ActionState.previewed:
    case ActionState.judged:
    case ActionState.awaiting:
    case ActionState.approved:
    case ActionState.locked:
    case ActionState.rechecked:
    case ActionState.intent:
    case ActionState.executing:
    case ActionState.executed:
    case ActionState.verifying:
    case ActionState.undoing:
      return StepOutcome.unknown;
    default:
      return state satisfies never;
  }
}
