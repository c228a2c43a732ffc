/** How a step ended. What became of a write is told in words of its own: none of them stands for another. */
export const StepOutcome = {
  succeeded: 'succeeded',
  /** Its `if` did not hold, or a person skipped it. */
  skipped: 'skipped',
  /** A person said no. */
  declined: 'declined',
  requirementNotMet: 'requirement_not_met',
  failed: 'failed',
  /** Its deadline passed. Not a no. */
  expired: 'expired',
  /** Somebody cancelled the run, or what it is a part of ended without it. */
  cancelled: 'cancelled',
  writeUnavailable: 'write_unavailable',
  rejected: 'rejected',
  /** Policy forbids the write. */
  blocked: 'blocked',
  /** A person stopped the write before it was carried out, or does it by hand. */
  withdrawn: 'withdrawn',
  /** What the write would change kept changing: each proposal was out of date before it could be carried out. */
  stale: 'stale',
  /** The outcome of the write is unknown: a person has to look. */
  unknown: 'unknown',
  notVerified: 'not_verified',
  undone: 'undone',
  undoFailed: 'undo_failed',
  /** The run ended before it. */
  notReached: 'not_reached',
} as const;

export type StepOutcome = (typeof StepOutcome)[keyof typeof StepOutcome];
