import { Context } from '@temporalio/activity';

/** Below every heartbeat timeout in workflows/activities.ts. */
const everyMilliseconds = 1000;

/**
 * Heartbeats while the work runs, so that a lost worker is detected at once and a cancellation arrives.
 * @param details asked for each time; the next attempt gets the last
 */
export async function withHeartbeats<T>(
  work: (signal: AbortSignal) => Promise<T>,
  details?: () => unknown,
): Promise<T> {
  const context = Context.current();
  const timer = setInterval(() => context.heartbeat(details?.()), everyMilliseconds);
  try {
    return await work(context.cancellationSignal);
  } finally {
    clearInterval(timer);
  }
}
