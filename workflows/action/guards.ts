import { ActionState } from '#core/actions/action';
import { canBeWithdrawn, isOver } from '#core/actions/action-life';
import type { ActionRecord } from '#core/actions/action-work';

// Whether an action accepts a message in its present state. @returns what is wrong

export function checkDecidable({ state, previewHash, verdict }: ActionRecord): string | undefined {
  if (isOver(state)) return `the action has ended: ${state}`;
  if (!canBeWithdrawn(state)) return `it is too late to decide: the action is ${state}`;
  if (previewHash === undefined) return 'what it would change is not known yet: try again in a moment';
  return verdict && verdict.kind !== 'approvals'
    ? 'policy asks for no decision on this action: withdraw it instead'
    : undefined;
}

export function checkWithdrawable({ state }: ActionRecord): string | undefined {
  if (isOver(state)) return `the action has ended: ${state}`;
  return canBeWithdrawn(state) ? undefined : `it is too late to withdraw it: the action is ${state}; undo it instead`;
}

/** Also after the write: it only stops an automatic undo, because a person is taking over. */
export function checkLeavable(record: ActionRecord): string | undefined {
  const isWritten = record.state === ActionState.executed || record.state === ActionState.verifying;
  return isWritten ? undefined : checkWithdrawable(record);
}

/** @param now milliseconds since 1970 */
export function checkUndoable({ state, document, undoBy }: ActionRecord, now: number): string | undefined {
  if (state !== ActionState.verified && state !== ActionState.notVerified)
    return `there is nothing to undo now: the action is ${state}`;
  if (!document?.undo) return 'this action cannot be undone by Holdfast: propose its reverse as a new action';
  if (undoBy !== undefined && Date.parse(undoBy) <= now)
    return `it could be undone until ${undoBy}: propose its reverse as a new action`;
  return undefined;
}

export function checkResolvable({ asksOutcome, state }: ActionRecord): string | undefined {
  return asksOutcome ? undefined : `what became of it is known: the action is ${state}`;
}
