/** Unwinds a run that is about to continue as new. Not the end of a step: always rethrow it. */
export class Suspended extends Error {
  override readonly name = 'Suspended';
}

/**
 * When a run unwinds to continue from its progress in a new history: while no effect is in progress, so that
 * continue-as-new delays nothing.
 */
export class Suspension {
  #effects = 0;
  #isRequested = false;
  #isDue = false;

  /** Once due, it stays due. */
  get isDue(): boolean {
    if (this.#isRequested && this.#effects === 0) this.#isDue = true;
    return this.#isDue;
  }

  /** Asks the run to unwind as soon as no effect is in progress. */
  request(): void {
    this.#isRequested = true;
  }

  /** Starts no further effect, even if that delays the run: its history is about to become too long. */
  force(): void {
    this.#isDue = true;
  }

  /** Runs an effect on the outside world. @throws Suspended instead of starting it */
  async effect<T>(start: () => Promise<T>): Promise<T> {
    this.throwIfDue();
    this.#effects++;
    try {
      return await start();
    } finally {
      this.#effects--;
    }
  }

  /** @throws Suspended */
  throwIfDue(): void {
    if (this.isDue) throw new Suspended();
  }
}
