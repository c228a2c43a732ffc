import { ApplicationFailure } from '@temporalio/common';
import type { FailureType } from '#core/ids/failure-type';

export function permanent(type: FailureType, message: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(message, type);
}

/** @param retryAfterMilliseconds instead of the retry policy's own pause */
export function passing(type: FailureType, message: string, retryAfterMilliseconds?: number): ApplicationFailure {
  return ApplicationFailure.create({ message, type, nextRetryDelay: retryAfterMilliseconds });
}
