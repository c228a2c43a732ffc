import { setTimeout as pause } from 'node:timers/promises';

export interface WaitOptions {
  readonly timeoutMilliseconds: number;
  readonly everyMilliseconds: number;
  readonly signal?: AbortSignal;
}

/**
 * Polls until the answer is neither false nor undefined, and returns it. A check that throws counts as
 * "not yet". A check that hangs is abandoned at the end; its signal fires then.
 * @throws Error that names what was waited for, how long, and the last failure; the signal's reason when aborted
 */
export async function waitUntil<T>(
  what: string,
  check: (signal: AbortSignal) => T | false | undefined | Promise<T | false | undefined>,
  { timeoutMilliseconds, everyMilliseconds, signal }: WaitOptions,
): Promise<T> {
  signal?.throwIfAborted();
  const deadline = AbortSignal.timeout(timeoutMilliseconds);
  const over = signal ? AbortSignal.any([signal, deadline]) : deadline;
  const overReached = new Promise<'over'>((resolve) => {
    over.addEventListener('abort', () => resolve('over'), { once: true });
  });

  let lastFailure: unknown;
  while (!over.aborted) {
    const attempt = (async () => check(over))().then(
      (value) => {
        lastFailure = undefined;
        return { value };
      },
      (error: unknown) => {
        if (!over.aborted) lastFailure = error;
        return { value: undefined };
      },
    );
    const result = await Promise.race([attempt, overReached]);
    if (result === 'over') break;
    if (result.value !== false && result.value !== undefined) return result.value;
    await Promise.race([pause(everyMilliseconds, undefined, { ref: true }), overReached]);
  }
  signal?.throwIfAborted();
  const why = lastFailure === undefined ? 'it did not happen' : `last failure: ${messageOf(lastFailure)}`;
  throw new Error(`Waited ${timeoutMilliseconds} ms for ${what}: ${why}.`, { cause: lastFailure });
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // fetch says only "fetch failed"; the reason is in its cause.
  const cause = error.cause instanceof Error && error.cause.message ? ` (${error.cause.message})` : '';
  return `${error.message}${cause}`;
}
