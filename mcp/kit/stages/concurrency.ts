import type { Call, Stage } from '../call.ts';
import { ToolFailure } from '../tool-failure.ts';

export interface ConcurrencyLimits {
  /** Concurrent calls of this server. */
  readonly running: number;
  /** Calls that may wait for their turn. */
  readonly waiting: number;
}

export const defaultConcurrencyLimits: ConcurrencyLimits = { running: 8, waiting: 64 };

/** Runs a bounded number of calls concurrently; the others wait in order until their client gives up. */
export function concurrencyStage(limits: ConcurrencyLimits): Stage {
  const waiting: (() => void)[] = [];
  let running = 0;

  const release = () => {
    const next = waiting.shift();
    // The slot passes to the next call, so `running` does not change.
    if (next) next();
    else running--;
  };

  const turn = (call: Call): Promise<void> => {
    call.signal.throwIfAborted();
    if (running < limits.running) {
      running++;
      return Promise.resolve();
    }
    if (waiting.length >= limits.waiting) {
      throw new ToolFailure(
        'RATE_LIMITED',
        `Server ${call.server} is busy: ${running} calls are running and ${waiting.length} are waiting. Try again in a few seconds.`,
        { retryable: true },
      );
    }
    return new Promise((resolve, reject) => {
      const start = () => {
        call.signal.removeEventListener('abort', giveUp);
        resolve();
      };
      const giveUp = () => {
        waiting.splice(waiting.indexOf(start), 1);
        reject(call.signal.reason as Error);
      };
      waiting.push(start);
      call.signal.addEventListener('abort', giveUp, { once: true });
    });
  };

  return {
    name: 'concurrency',
    async run(call) {
      await turn(call);
      call.atEnd(release);
      return call;
    },
  };
}
