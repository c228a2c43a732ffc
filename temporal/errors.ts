/** Thrown by {@link Incidents} when Temporal cannot be reached in time: it passes. The message is for an operator. */
export class TemporalUnavailable extends Error {
  override readonly name = 'TemporalUnavailable';
}

/**
 * Thrown by {@link Incidents} when Temporal answers and refuses (credentials, an unknown namespace): somebody must act.
 * The message says what; it is for an operator and has no secret.
 */
export class TemporalRefused extends Error {
  override readonly name = 'TemporalRefused';
}

/** Thrown by {@link Runs} when Temporal answers but no worker takes in what was sent: it may still arrive. */
export class WorkerUnanswered extends TemporalUnavailable {}

/** Thrown by {@link Runs} when what is asked cannot be: the message says why, for the person who asked. */
export class RunRefused extends Error {
  override readonly name = 'RunRefused';
}
