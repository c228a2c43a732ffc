import type { HttpAnswer } from './http-request.ts';

export const maximumAttempts = 3;
const firstWaitMilliseconds = 200;
/** What took longer is not tried again: it may be what the server broke down over, or gave up (Prometheus: 503). */
const slowMilliseconds = 2_000;

/** What came of one attempt, as far as sending again depends on it. */
export type AttemptEnd =
  | { readonly kind: 'answer'; readonly answer: Pick<HttpAnswer, 'status' | 'retryAfterMilliseconds'> }
  | { readonly kind: 'closed_before_answer' }
  | { readonly kind: 'other' };

export interface RetryState {
  /** Attempts so far, at least 1. */
  readonly attempts: number;
  /** Of the last attempt. */
  readonly tookMilliseconds: number;
  readonly remainingMilliseconds: number;
  /** At least 0, below 1: spreads the retries of callers that failed together. */
  readonly random: number;
}

/**
 * How long a read waits before it is sent again; undefined where it is not: the server did not ask for it, it took long,
 * attempts or time are used up, or the server asks for a longer wait than the caller has.
 */
export function retryWait(
  end: AttemptEnd,
  { attempts, tookMilliseconds, remainingMilliseconds, random }: RetryState,
): number | undefined {
  if (attempts >= maximumAttempts || tookMilliseconds > slowMilliseconds || !mayPass(end)) return undefined;
  const backoff = firstWaitMilliseconds * 2 ** (attempts - 1) * (0.5 + random);
  const asked = end.kind === 'answer' ? end.answer.retryAfterMilliseconds : undefined;
  // Never earlier than asked for.
  const wait = asked === undefined ? backoff : asked + backoff / 2;
  return wait < remainingMilliseconds ? wait : undefined;
}

function mayPass(end: AttemptEnd): boolean {
  switch (end.kind) {
    case 'answer':
      return end.answer.status === 429 || end.answer.status === 503;
    case 'closed_before_answer':
      return true;
    case 'other':
      return false;
    default:
      return end satisfies never;
  }
}
