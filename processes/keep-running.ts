import { setTimeout as pause } from 'node:timers/promises';
import type { OwnedProcess } from './spawn-owned.ts';

export interface KeptProcess {
  /** The current process. */
  current(): OwnedProcess;
  /** Ends it for good. */
  stop(): Promise<void>;
  /** Resolves when it has ended for good: `gave_up` if it ended too often. */
  readonly ended: Promise<'stopped' | 'gave_up'>;
}

const restartWithinMilliseconds = 60_000;
const mostRestarts = 5;

/**
 * Restarts a process that ends unexpectedly; gives up after five ends within a minute, because what fails that often
 * will not recover by itself.
 */
export function keepRunning(start: () => OwnedProcess, report: (line: string) => void): KeptProcess {
  let process_ = start();
  let stopping = false;
  const restarts: number[] = [];

  async function watch(): Promise<'stopped' | 'gave_up'> {
    for (;;) {
      const { code, signal } = await process_.exited;
      if (stopping) return 'stopped';
      const now = Date.now();
      restarts.push(now);
      const recent = restarts.filter((at) => now - at < restartWithinMilliseconds).length;
      const how = signal ? `by ${signal}` : `with code ${code}`;
      if (recent > mostRestarts) {
        report(`${process_.name} ended ${how}, ${recent} times within a minute; not restarted`);
        return 'gave_up';
      }
      report(`${process_.name} ended ${how}; restarting it`);
      await pause(100 * 2 ** (recent - 1));
      if (stopping) return 'stopped';
      process_ = start();
    }
  }
  const ended = watch();
  return {
    current: () => process_,
    ended,
    async stop() {
      stopping = true;
      await process_.stop();
      await ended;
    },
  };
}
