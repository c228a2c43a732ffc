import { ApplicationFailure } from '@temporalio/common';
import type { FailureType } from '#core/vocabulary/failure-type';

export function permanent(type: FailureType, message: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(message, type);
}

export function passing(type: FailureType, message: string): ApplicationFailure {
  return ApplicationFailure.retryable(message, type);
}
