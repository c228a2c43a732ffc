import { ActionState } from '#core/actions/action';
import type { ActionRecord } from '#core/actions/action-work';
import type { ActionNotice } from '#core/actions/action-messages';
import { mayFollow } from '#core/actions/action-life';
import { cut } from '#core/text/cut';

// The record of an action as data: its next state, and the notice that its run gets.

/** Of refused decisions and of problems, each. */
const mostTexts = 10;
const longestText = 500;

/** The newest texts, each of a length that a page can show. */
export function withText(texts: readonly string[] | undefined, text: string): readonly string[] {
  return [...(texts ?? []), text.slice(0, longestText)].slice(-mostTexts);
}

/**
 * The record in its next state.
 * @throws Error where that state may not follow: a bug in Holdfast
 */
export function entered(record: ActionRecord, state: ActionState, at: string, reason?: string): ActionRecord {
  if (!mayFollow(record.state, state))
    throw new Error(`an action that is ${record.state} cannot become ${state}${reason ? ` (${reason})` : ''}`);
  return { ...record, state, steps: [...record.steps, { state, at, ...(reason === undefined ? {} : { reason }) }] };
}

/** What the run shows of its action, beside the record. */
export type ShownToRun = Pick<ActionNotice, 'by' | 'settled' | 'skippedFor'> & {
  /** A person keeps it, or the time to undo it is over. */
  readonly stays: boolean;
};

/** @param now milliseconds since 1970 */
export function noticeOf(record: ActionRecord, { stays, ...told }: ShownToRun, now: number): ActionNotice {
  const { actionHash, state, steps, deadlineAt, document, undoBy, verification } = record;
  const isWritten = state === ActionState.verified || state === ActionState.notVerified;
  const isDecided = (one: ActionState) => one === ActionState.approved || one === ActionState.rejected;
  const isInTime = undoBy !== undefined && Date.parse(undoBy) > now;
  const reason = steps.at(-1)?.reason;
  return {
    actionHash,
    state,
    ...told,
    reason: reason === undefined ? undefined : cut(reason, 1000),
    deadlineAt: record.asksUndo ? undoBy : state === ActionState.awaiting ? deadlineAt : undefined,
    decidedAt: steps.findLast((step) => isDecided(step.state))?.at,
    writtenAt: steps.find((step) => step.state === ActionState.executed)?.at,
    undoable: isWritten && !stays && document?.undo !== undefined && isInTime,
    evidence: verification?.evidence,
    at: new Date(now).toISOString(),
  };
}
