import type { Context } from '@temporalio/activity';
import { MockActivityEnvironment } from '@temporalio/testing';

const silent = () => {};
const logger = { log: silent, trace: silent, debug: silent, info: silent, warn: silent, error: silent };

/** Runs an activity as a worker does, without one: with a context, heartbeats and a signal. */
export function inActivity<Result>(
  run: () => Promise<Result>,
  options: {
    readonly scheduledAt?: Date;
    readonly signal?: AbortSignal;
    /** What the attempt before this one reported last. */
    readonly left?: unknown;
    readonly onHeartbeat?: Context['heartbeat'];
  } = {},
): Promise<Result> {
  const { scheduledAt = new Date(), signal, left, onHeartbeat = silent } = options;
  const info = { scheduledTimestampMs: scheduledAt.getTime(), heartbeatDetails: left };
  const environment = new MockActivityEnvironment(info, { logger });
  environment.on('heartbeat', onHeartbeat);
  signal?.addEventListener('abort', () => environment.cancel());
  // Nobody may be listening to this promise when it rejects.
  environment.context?.cancelled.catch(silent);
  if (signal?.aborted) environment.cancel();
  return environment.run(run);
}
