/** A time that several pieces of work have together. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** By the clock, not by a timer: a process that was halted has not run its timers when it goes on. */
  hasPassed(): boolean;
  /** @throws Error with the deadline's words once it has passed; work that ignores the signal does not hold it up */
  run<T>(work: () => Promise<T>): Promise<T>;
  /** Of its timer. */
  end(): void;
}

export function startDeadline(milliseconds: number, words: string): Deadline {
  const startedAt = performance.now();
  const controller = new AbortController();
  const { signal } = controller;
  const timer = setTimeout(() => controller.abort(new Error(words)), milliseconds);
  const hasPassed = () => signal.aborted || performance.now() - startedAt >= milliseconds;
  return {
    signal,
    hasPassed,
    async run(work) {
      if (hasPassed()) throw new Error(words);
      let stop = () => {};
      const passed = new Promise<never>((_, reject) => {
        stop = () => reject(signal.reason as Error);
        signal.addEventListener('abort', stop, { once: true });
      });
      try {
        return await Promise.race([work(), passed]);
      } finally {
        signal.removeEventListener('abort', stop);
      }
    },
    end: () => clearTimeout(timer),
  };
}

/** One piece of work under a deadline of its own. */
export async function within<T>(
  milliseconds: number,
  what: string,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const deadline = startDeadline(milliseconds, `${what} did not finish within ${milliseconds / 1_000} s`);
  try {
    return await deadline.run(() => work(deadline.signal));
  } finally {
    deadline.end();
  }
}
