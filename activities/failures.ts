import { ApplicationFailure } from '@temporalio/common';

/** The `type` of every failure that an activity throws; workflows and people tell failures by it. */
export const FailureType = {
  /** Trying again cannot help: the request itself is wrong. */
  invalidRequest: 'InvalidRequest',
  /** A tool refused; its message says the way out. */
  toolRefused: 'ToolRefused',
  /** A tool or its back end did not answer; trying again may help. */
  toolUnavailable: 'ToolUnavailable',
} as const;
export type FailureType = (typeof FailureType)[keyof typeof FailureType];

export function permanent(type: FailureType, message: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(message, type);
}

export function passing(type: FailureType, message: string): ApplicationFailure {
  return ApplicationFailure.retryable(message, type);
}
