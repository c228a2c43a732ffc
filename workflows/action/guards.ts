import { ActionState } from '#core/actions/action';
import { isActionHash } from '#core/ids/action-hash';
import { canBeWithdrawn, isOver } from '#core/actions/action-life';
import type { ActionInput, ActionRecord, ResolveUnknown, UndoAction, WithdrawAction } from '#core/actions/action-work';
import type { SignedDecision } from '#core/actions/decision';
import { checkReasoned } from '../check-person.ts';
import { actionWorkflowId } from '#core/ids/workflow-ids';

// Messages can be sent by hand, from the Temporal UI too: each is checked before it is taken. @returns what is wrong

const longestDecision = 32_768;
const longestDocument = 65_536;

export function checkInput(input: ActionInput | undefined, workflowId: string): string | undefined {
  const { bytes, actionHash, notify } = (input ?? {}) as Readonly<Record<string, unknown>>;
  if (!isActionHash(actionHash)) return '"actionHash" is the SHA-256 of the bytes, 64 hexadecimal digits';
  if (workflowId !== actionWorkflowId(actionHash))
    return `the workflow of this action has the id ${actionWorkflowId(actionHash)}`;
  if (typeof bytes !== 'string' || bytes.length === 0 || bytes.length > longestDocument)
    return '"bytes" is the canonical JSON of the action, at most 64 KiB';
  if (notify === undefined) return undefined;
  const { taskQueue, to, escalateTo, page } = notify as Readonly<Record<string, unknown>>;
  const isName = (name: unknown) => typeof name === 'string' && name.length > 0 && name.length <= 500;
  const fits =
    isName(taskQueue) && isName(to) && [escalateTo, page].every((name) => name === undefined || isName(name));
  return fits ? undefined : '"notify" has "taskQueue", "to" and perhaps "escalateTo" and "page"';
}

export function checkDecision(decision: SignedDecision | undefined): string | undefined {
  const jws: unknown = (decision as Partial<SignedDecision> | null | undefined)?.jws;
  const fits = typeof jws === 'string' && jws.length > 0 && jws.length <= longestDecision && !/\s/.test(jws);
  return fits ? undefined : 'a decision is {"jws": "..."}, signed by the approvals service: take it from the page';
}

export function checkDecidable({ state, previewHash, verdict }: ActionRecord): string | undefined {
  if (isOver(state)) return `the action has ended: ${state}`;
  if (!canBeWithdrawn(state)) return `it is too late to decide: the action is ${state}`;
  if (previewHash === undefined) return 'what it would change is not known yet: try again in a moment';
  return verdict && verdict.kind !== 'approvals'
    ? 'policy asks for no decision on this action: withdraw it instead'
    : undefined;
}

export function checkWithdraw(message: WithdrawAction | undefined, { state }: ActionRecord): string | undefined {
  const wrong = checkReasoned(message);
  if (wrong !== undefined) return wrong;
  if (isOver(state)) return `the action has ended: ${state}`;
  return canBeWithdrawn(state) ? undefined : `it is too late to withdraw it: the action is ${state}; undo it instead`;
}

/** Also of what is written already: whoever takes over wants nothing undone that they do not ask for. */
export function checkLeave(message: WithdrawAction | undefined, record: ActionRecord): string | undefined {
  const isWritten = record.state === ActionState.executed || record.state === ActionState.verifying;
  return isWritten ? checkReasoned(message) : checkWithdraw(message, record);
}

/** @param now milliseconds since 1970 */
export function checkUndo(message: UndoAction | undefined, record: ActionRecord, now: number): string | undefined {
  const wrong = checkReasoned(message);
  if (wrong !== undefined) return wrong;
  if (message?.answer !== 'undo' && message?.answer !== 'keep') return '"answer" is undo or keep';
  const { state, document, undoBy } = record;
  if (state !== ActionState.verified && state !== ActionState.notVerified)
    return `there is nothing to undo now: the action is ${state}`;
  if (!document?.undo) return 'this action cannot be undone by Holdfast: propose its reverse as a new action';
  if (undoBy !== undefined && Date.parse(undoBy) <= now)
    return `it could be undone until ${undoBy}: propose its reverse as a new action`;
  return undefined;
}

export function checkResolve(
  message: ResolveUnknown | undefined,
  { asksOutcome, state }: ActionRecord,
): string | undefined {
  const wrong = checkReasoned(message);
  if (wrong !== undefined) return wrong;
  if (message?.answer !== 'executed' && message?.answer !== 'not_executed')
    return '"answer" is executed or not_executed';
  return asksOutcome ? undefined : `what became of it is known: the action is ${state}`;
}
