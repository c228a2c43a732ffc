import { ActivityFailure, ApplicationFailure, TimeoutFailure } from '@temporalio/workflow';

/** Why an activity failed, in words for a person. @param withinSeconds its deadline, where it had one */
export function wordsOfFailure(error: unknown, withinSeconds?: number): string {
  const cause = causeOf(error);
  if (cause instanceof TimeoutFailure) {
    const last = cause.cause instanceof ApplicationFailure ? `; the last try said: ${cause.cause.message}` : '';
    return `no answer${withinSeconds === undefined ? ' in time' : ` within ${withinSeconds} s`}${last}`;
  }
  return cause instanceof Error ? cause.message : String(cause);
}

/** The failure of the activity itself. */
export function causeOf(error: unknown): unknown {
  return error instanceof ActivityFailure ? error.cause : error;
}
