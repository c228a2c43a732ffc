/** Temporal cannot be reached in time: it passes. The message is for an operator. */
export class TemporalUnavailable extends Error {
  override readonly name = 'TemporalUnavailable';
}

/**
 * Temporal refuses (credentials, an unknown namespace): an operator must act. The message names the remedy and holds no
 * secret.
 */
export class TemporalRefused extends Error {
  override readonly name = 'TemporalRefused';
}

/** Temporal answers, but no worker accepted what was sent: it may still arrive. */
export class WorkerUnanswered extends TemporalUnavailable {}

/** An incident, run or action does not do what was asked of it. The message says why, for the person who asked. */
export class RequestRefused extends Error {
  override readonly name = 'RequestRefused';
}
