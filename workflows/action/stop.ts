import { CancellationScope, isCancellation } from '@temporalio/workflow';
import type { Person } from '#core/actions/person';
import { wordsOfFailure } from '../words-of-failure.ts';

/** What ends an action from outside before it is written. */
interface StopRequest {
  readonly kind: 'rejected' | 'withdrawn' | 'superseded' | 'cancelled';
  readonly reason: string;
  readonly by?: Person;
}

/** What work came to that a stop may cancel. */
type Attempt<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'stopped' };

export async function tried<T>(work: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { kind: 'done', value: await work() };
  } catch (error) {
    return isCancellation(error) ? { kind: 'stopped' } : { kind: 'failed', reason: wordsOfFailure(error) };
  }
}

/** @param isWritten whether a request to stop came too late for the write */
export function openStop(isWritten: () => boolean) {
  let request: StopRequest | undefined;
  const listeners = new Set<() => void>();

  function onStop(listener: () => void): () => void {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }

  return {
    stopRequest: () => request,
    /** The first request counts, except that one which came too late to stop the write does not keep the action open. */
    stop(given: StopRequest): void {
      if (request && !(given.kind === 'cancelled' && isWritten())) return;
      request = given;
      for (const listener of [...listeners]) listener();
    },
    onStop,
    /** Runs work that only reads, and so can be cancelled at any moment. */
    async attempt<T>(work: () => Promise<T>): Promise<Attempt<T>> {
      if (request) return { kind: 'stopped' };
      const scope = new CancellationScope();
      const leave = onStop(() => scope.cancel());
      const came = await tried(() => scope.run(work));
      leave();
      return came;
    },
  };
}
