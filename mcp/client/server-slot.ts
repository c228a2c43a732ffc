import { type ForeignConnection, type Link, openLink } from './link.ts';
import { untilAborted } from './until-aborted.ts';

const firstDelayMilliseconds = 250;
const longestDelayMilliseconds = 10_000;
const connectMilliseconds = 10_000;

/**
 * One configured server outside this process: connected on first use, and again after it died, with growing delays
 * while that fails.
 */
export class ServerSlot {
  readonly #connection: ForeignConnection;
  #link: Promise<Link> | undefined;
  #failures = 0;
  #notBeforeMilliseconds = 0;
  readonly #ending = new Set<Promise<void>>();
  readonly #closing = new AbortController();

  constructor(connection: ForeignConnection) {
    this.#connection = connection;
  }

  /**
   * The open link, or a new one.
   * @throws Error that says why there is none, or the signal's reason
   */
  async link(signal: AbortSignal): Promise<Link> {
    signal.throwIfAborted();
    if (!this.#link) await pause(this.#notBeforeMilliseconds - performance.now(), signal);
    this.#closing.signal.throwIfAborted();
    this.#link ??= this.#open();
    return untilAborted(this.#link, signal);
  }

  /** Ends a link that has proved dead or deaf; the next call opens another. */
  drop(link: Link): void {
    void this.#link?.then(
      (current) => {
        if (current === link) this.#link = undefined;
      },
      () => {},
    );
    this.#track(link.close());
  }

  /** Drops the link unless the server still answers within a second. */
  dropIfDeaf(link: Link): void {
    this.#track(
      link.client.ping({ timeout: 1_000 }).then(
        () => {},
        () => this.drop(link),
      ),
    );
  }

  async close(): Promise<void> {
    this.#closing.abort(new Error('The tool hub is closed.'));
    const link = await this.#link?.catch(() => undefined);
    this.#link = undefined;
    if (link) this.#track(link.close());
    while (this.#ending.size > 0) await Promise.all(this.#ending);
  }

  #open(): Promise<Link> {
    const opening = openLink(this.#connection, { timeout: connectMilliseconds, signal: this.#closing.signal });
    opening.then(
      (link) => {
        this.#failures = 0;
        link.client.onclose = () => {
          if (this.#link === opening) this.#link = undefined;
          this.#delay();
          this.#track(link.close());
        };
      },
      () => {
        if (this.#link === opening) this.#link = undefined;
        this.#failures++;
        this.#delay();
      },
    );
    return opening;
  }

  #delay(): void {
    const delay = Math.min(longestDelayMilliseconds, firstDelayMilliseconds * 2 ** this.#failures);
    this.#notBeforeMilliseconds = performance.now() + delay;
  }

  #track(ending: Promise<void>): void {
    const settled = ending
      .catch(() => {}) // It is gone either way; `close` must not fail over it.
      .finally(() => void this.#ending.delete(settled));
    this.#ending.add(settled);
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (milliseconds <= 0) return Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  const passed = new Promise<void>((resolve) => (timer = setTimeout(resolve, milliseconds)));
  return untilAborted(passed, signal).finally(() => clearTimeout(timer));
}
