/** Why something was stopped from outside. */
export type StopCause =
  | { readonly kind: 'cancelled'; readonly reason: string }
  | { readonly kind: 'expired'; readonly reason: string }
  | { readonly kind: 'skipped' };

/**
 * What is stopped together: a step with everything that runs inside it. Not Temporal's scope, so that rehearsals run the same
 * steps; the runtime listens, and cancels effects.
 */
export class StepScope {
  readonly #listeners = new Set<() => void>();
  readonly #leave: () => void;
  #cause: StopCause | undefined;

  /**
   * @param parent stops this one too, as `cancelled`
   * @param cause what had stopped it before an interruption
   */
  constructor(parent?: StepScope, cause?: StopCause) {
    this.#cause = cause;
    this.#leave = parent?.onStop(() => this.stop({ kind: 'cancelled', reason: parent.reason })) ?? (() => {});
  }

  /** Set once: the first cause counts. */
  get cause(): StopCause | undefined {
    return this.#cause;
  }

  get reason(): string {
    return this.#cause && 'reason' in this.#cause ? this.#cause.reason : 'what it is a part of was skipped';
  }

  stop(cause: StopCause): void {
    if (this.#cause) return;
    this.#cause = cause;
    for (const listener of [...this.#listeners]) listener();
    this.#listeners.clear();
  }

  /** Calls at once where it has stopped already. @returns what takes the listener away */
  onStop(listener: () => void): () => void {
    if (this.#cause) {
      listener();
      return () => {};
    }
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Its work has ended: the parent can forget it. */
  close(): void {
    this.#leave();
  }
}
