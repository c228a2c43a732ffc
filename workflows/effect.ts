import { ApplicationFailure, CancellationScope, isCancellation, TimeoutFailure } from '@temporalio/workflow';
import { FailureType } from '#core/ids/failure-type';
import type { EffectEnd } from './run/steps/runtime.ts';
import type { StepScope } from './run/steps/step-scope.ts';
import { causeOf, wordsOfFailure } from './words-of-failure.ts';

/** Runs an activity within a scope and returns how it ended. Never throws. */
export async function effect<Success>(
  scope: StepScope,
  withinSeconds: number,
  start: () => Promise<Success>,
): Promise<EffectEnd<Success>> {
  if (scope.cause) return { kind: 'stopped' };
  const cancellable = new CancellationScope();
  const leave = scope.onStop(() => cancellable.cancel());
  try {
    return { kind: 'done', ...(await cancellable.run(start)) };
  } catch (error) {
    if (isCancellation(error)) return { kind: 'stopped' };
    return endOfFailure(error, withinSeconds);
  } finally {
    leave();
  }
}

function endOfFailure(error: unknown, withinSeconds: number): { kind: 'expired' | 'failed'; reason: string } {
  const cause = causeOf(error);
  const isLate = cause instanceof ApplicationFailure && cause.type === FailureType.deadlinePassed;
  const kind = isLate || cause instanceof TimeoutFailure ? 'expired' : 'failed';
  return { kind, reason: wordsOfFailure(error, withinSeconds) };
}
