import { Context } from '@temporalio/activity';

/** Below every heartbeat timeout in workflows/activities.ts. */
const everyMilliseconds = 1000;

/**
 * Tells the server that the work goes on, so that a dead worker is noticed at once and a cancellation arrives.
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
