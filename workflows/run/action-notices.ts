import { ActionState } from '#core/actions/action';
import { actionWords } from '#core/actions/action-life';
import type { ActionNotice } from '#core/actions/action-messages';
import { StepOutcome } from '#core/runbooks/step-outcome';
import type { EffectEnd, WriteEnd } from './steps/runtime.ts';

/** The end of a step, from the end of its action. */
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
    // No longer needed: the run continues. Another action in progress: the change was not made.
    case ActionState.skipped:
      return skippedFor === 'resolved' ? StepOutcome.skipped : StepOutcome.failed;
    case ActionState.withdrawn:
    case ActionState.superseded:
    case ActionState.cancelled:
      return StepOutcome.withdrawn;
    // Not ends: an action that settles in one of these has broken off, with an unknown outcome.
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
