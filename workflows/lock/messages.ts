import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { Superseded } from '#core/actions/action-messages';
import type { AnnounceAction, LockGrant, LockRequest, LockState, ReleaseLock } from '#core/actions/service-lock';

// To the lock of a service.

/** Asks for the lock: asked twice, the answer is the same grant. */
export const requestLock = defineUpdate<LockGrant, [LockRequest]>('requestLock');

/** An action has been proposed: an older proposal of the same step is superseded. */
export const announceAction = defineSignal<[AnnounceAction]>('announceAction');

export const releaseLock = defineSignal<[ReleaseLock]>('releaseLock');

export const lockQuery = defineQuery<LockState>('lock');

/** From the lock to an action: the same step of the same run has proposed a newer one. */
export const superseded = defineSignal<[Superseded]>('superseded');
