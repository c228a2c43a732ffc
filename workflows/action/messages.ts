import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { ActionLook, ActionRecord } from '#core/actions/action-work';
import type {
  ActionNotice,
  ResolveUnknown,
  Superseded,
  UndoAction,
  WithdrawAction,
} from '#core/actions/action-messages';
import type { AnnounceAction } from '#core/actions/service-lock';
import type { SignedDecision, VerifiedDecision } from '#core/actions/decision';
import type { LockGrant, LockRequest, LockState, ReleaseLock } from '#core/actions/service-lock';

// Messages can be sent by anybody who reaches Temporal: handlers check what they get and enqueue. What a message claims
// counts only after an activity on the execute queue has verified it.

// To an action.

/** A decision, by hand or by the approvals service. The same body as the update. */
export const decide = defineSignal<[SignedDecision]>('decide');

/** A decision. @returns what came of it: refused ones are told, with why */
export const decideNow = defineUpdate<VerifiedDecision, [SignedDecision]>('decideNow');

/** Whether it would still do what was previewed. Rejected where it does not wait for people. */
export const lookAgain = defineUpdate<ActionLook>('lookAgain');

/** Ends it before it is written. */
export const withdraw = defineUpdate<void, [WithdrawAction]>('withdraw');

/** From a run that ended, or that proposes again. */
export const withdrawSignal = defineSignal<[WithdrawAction]>('withdrawSignal');

/** Undoes what was written, or says that it stays. Rejected where there is nothing to undo, or it is too late. */
export const undoAction = defineUpdate<void, [UndoAction]>('undo');

/** The same from a run, which is told of the end by notices. */
export const undoSignal = defineSignal<[UndoAction]>('undoSignal');

/** What became of a write of which nobody knew it. Rejected where that is known. */
export const resolveUnknown = defineUpdate<void, [ResolveUnknown]>('resolveUnknown');

/** The whole state of an action. */
export const actionQuery = defineQuery<ActionRecord>('action');

/** To a run: how its action stands. Idempotent: the newest counts. */
export const actionChanged = defineSignal<[ActionNotice]>('actionChanged');

// Between an action and the lock of its service.

/** Asks for the lock: twice, it is the same grant. Rejected where it is no request. */
export const requestLock = defineUpdate<LockGrant, [LockRequest]>('requestLock');
/** An action that is proposed, so that an older proposal of the same step is told. */
export const announceAction = defineSignal<[AnnounceAction]>('announceAction');
export const releaseLock = defineSignal<[ReleaseLock]>('releaseLock');
export const lockQuery = defineQuery<LockState>('lock');
/** To an action: the same step of the same run proposes anew. */
export const superseded = defineSignal<[Superseded]>('superseded');
