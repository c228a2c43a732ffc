interface Timer {
  readonly at: number;
  readonly order: number;
  readonly fire: () => void;
}

interface Waiter {
  readonly condition: () => boolean;
  readonly resolve: () => void;
}

/** Time that passes only when nothing else is left to do: hours of waiting take no time, and happen in one order. */
export class VirtualClock {
  #now: number;
  #order = 0;
  readonly #timers = new Set<Timer>();
  readonly #waiters = new Set<Waiter>();

  constructor(now: number) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  /** @param at milliseconds since 1970; what is past fires at once @returns what takes the timer away */
  schedule(at: number, fire: () => void): () => void {
    const timer: Timer = { at: Math.max(at, this.#now), order: this.#order++, fire };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  /** @returns what takes the waiter away */
  watch(condition: () => boolean, resolve: () => void): () => void {
    const waiter: Waiter = { condition, resolve };
    this.#waiters.add(waiter);
    return () => void this.#waiters.delete(waiter);
  }

  /**
   * Lets time pass until some work has ended.
   * @throws Error when the work waits for what will never happen
   */
  async run<T>(work: Promise<T>): Promise<T> {
    let ended = false;
    // Its outcome is awaited below; here only its end is of interest.
    work.then(
      () => (ended = true),
      () => (ended = true),
    );
    for (;;) {
      // All that follows from the last event happens before the next one.
      await new Promise<void>((resolve) => void setImmediate(resolve));
      if (ended) return work;
      const ready = [...this.#waiters].filter(({ condition }) => condition());
      if (ready.length > 0) {
        for (const waiter of ready) {
          this.#waiters.delete(waiter);
          waiter.resolve();
        }
        continue;
      }
      const next = [...this.#timers].sort((a, b) => a.at - b.at || a.order - b.order)[0];
      if (!next) throw new Error('It waits for what will never happen: no reply and no deadline is left.');
      this.#timers.delete(next);
      this.#now = next.at;
      next.fire();
    }
  }
}
