import type { RunControl } from './run-control.ts';
import { StepScope } from './step-scope.ts';

/**
 * Runs work whose scope is stopped as expired at an instant, in milliseconds since 1970.
 * @param instant undefined: no deadline of its own
 */
export async function withDeadline<T>(
  run: RunControl,
  scope: StepScope,
  instant: number | undefined,
  summary: string,
  work: () => Promise<T>,
): Promise<T> {
  if (instant === undefined) return work();
  const expire = () => scope.stop({ kind: 'expired', reason: `did not end in time: ${summary}` });
  // If it had passed before continue-as-new, nothing may start in the meantime.
  if (run.runtime.now() >= instant) {
    expire();
    return work();
  }
  const waiting = new StepScope();
  const timer = run.runtime
    .waitFor(() => false, instant, waiting, summary)
    .then(() => {
      if (!waiting.cause) expire();
    });
  try {
    return await work();
  } finally {
    waiting.stop({ kind: 'cancelled', reason: 'ended in time' });
    await timer;
  }
}
