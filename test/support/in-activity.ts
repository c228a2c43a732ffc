import { asyncLocalStorage, Context, type Info } from '@temporalio/activity';
import { noopMetricMeter } from '@temporalio/common';

const silent = () => {};
const log = { log: silent, trace: silent, debug: silent, info: silent, warn: silent, error: silent };

/** Runs an activity as a worker does, without one: with a context, heartbeats and a signal. */
export function inActivity<Result>(
  run: () => Promise<Result>,
  options: {
    readonly scheduledAt?: Date;
    readonly signal?: AbortSignal;
    /** What the attempt before this one told last. */
    readonly left?: unknown;
    readonly onHeartbeat?: (details: unknown) => void;
  } = {},
): Promise<Result> {
  const { scheduledAt = new Date(), signal = new AbortController().signal, onHeartbeat = silent } = options;
  const scheduledTimestampMs = scheduledAt.getTime();
  // What activities of ours look at; the rest is not there.
  const info = { scheduledTimestampMs, attempt: 1, heartbeatDetails: options.left } as Info;
  const never = new Promise<never>(silent);
  return asyncLocalStorage.run(new Context(info, never, signal, onHeartbeat, undefined, log, noopMetricMeter, {}), run);
}
