import type { TakeLockRequest } from '#core/vocabulary/action-work';
import type { ActionDependencies } from './dependencies.ts';

/** Asks for the lock of the service. The answer comes to the action as a signal. */
export function createTakeLock({ requestLock }: ActionDependencies) {
  return async function takeLock(request: TakeLockRequest): Promise<void> {
    await requestLock(request);
  };
}
