import type { TakeLockRequest } from '#core/actions/action-work';
import type { LockGrant } from '#core/actions/service-lock';
import type { ActionDependencies } from './dependencies.ts';

/** Asks for the lock of the service. */
export function createTakeLock({ requestLock }: ActionDependencies) {
  return async function takeLock(request: TakeLockRequest): Promise<LockGrant> {
    return requestLock(request);
  };
}
