import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { ActionNotice, ResolveUnknown, UndoAction, WithdrawAction } from '#core/actions/action-messages';
import type { ActionLook, ActionRecord } from '#core/actions/action-work';
import type { SignedDecision, VerifiedDecision } from '#core/actions/decision';

// To an action. What the lock sends to it is declared in workflows/lock/messages.ts. The claims of a message count only after
// an activity on the execute queue has verified them.

/** A decision, sent by hand or by the approvals service. Same body as the update. */
export const decide = defineSignal<[SignedDecision]>('decide');

/** A decision. @returns whether it counts, and why not */
export const decideNow = defineUpdate<VerifiedDecision, [SignedDecision]>('decideNow');

/** Whether it would still do what was previewed. Rejected unless it is waiting for people. */
export const lookAgain = defineUpdate<ActionLook>('lookAgain');

/** Ends it before it is written. */
export const withdraw = defineUpdate<void, [WithdrawAction]>('withdraw');

/** From a run that ended, or that proposes again. */
export const withdrawSignal = defineSignal<[WithdrawAction]>('withdrawSignal');

/** Undoes the write, or keeps it. Rejected where there is nothing to undo or the time for it is over. */
export const undoAction = defineUpdate<void, [UndoAction]>('undo');

/** The same from a run, which learns the end by notices. */
export const undoSignal = defineSignal<[UndoAction]>('undoSignal');

/** What became of a write whose outcome is unknown. Rejected where it is known. */
export const resolveUnknown = defineUpdate<void, [ResolveUnknown]>('resolveUnknown');

/** The whole state of an action. */
export const actionQuery = defineQuery<ActionRecord>('action');

/** From an action to its run: how it stands. Idempotent: the newest counts. */
export const actionChanged = defineSignal<[ActionNotice]>('actionChanged');
