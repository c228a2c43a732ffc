/** A time limit for several pieces of work together. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** Measured by the clock, not a timer: timers of a suspended process have not fired when it resumes. */
  hasPassed(): boolean;
  /** @throws Error with the deadline's message once it has passed, even if the work ignores the signal */
  run<T>(work: () => Promise<T>): Promise<T>;
  /** Clears its timer. */
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

/** Runs one piece of work under its own deadline. */
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
