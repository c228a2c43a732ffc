import { ApplicationFailure, CancellationScope, condition, isCancellation, TimeoutFailure } from '@temporalio/workflow';
import { FailureType } from '#core/vocabulary/failure-type';
import { StepOutcome } from '#core/vocabulary/run';
import { notifying, readingSteps } from './activities.ts';
import type { EffectEnd, StepRuntime } from './steps/runtime.ts';
import type { StepScope } from './steps/step-scope.ts';
import { causeOf, wordsOfFailure } from './words-of-failure.ts';

/** Longer summaries the Temporal UI cuts anyway. */
const longestSummary = 120;

/** What steps need of the world, given by Temporal: activities, timers, conditions. */
export function createTemporalRuntime({ runId, incidentId }: { runId: string; incidentId?: string }): StepRuntime {
  return {
    now: () => Date.now(),
    read: (call, scope) => {
      const { summary, withinSeconds, target, ...request } = call;
      const options = { scheduleToCloseTimeout: withinSeconds * 1000, summary: summary.slice(0, longestSummary) };
      const sent = { ...request, withinSeconds, runId, incidentId, environment: target?.environment };
      const activity = call.poll ? readingSteps.pollStep : readingSteps.readStep;
      return effect(scope, withinSeconds, () => activity.executeWithOptions(options, [sent]));
    },
    notify: (notification, scope) => {
      const { summary, withinSeconds, ...request } = notification;
      const options = { scheduleToCloseTimeout: withinSeconds * 1000, summary: summary.slice(0, longestSummary) };
      return effect(scope, withinSeconds, () =>
        notifying.sendNotification.executeWithOptions(options, [{ ...request, runId, incidentId }]),
      );
    },
    write: async ({ step, target }) => {
      const reason = `${step.server}.${step.tool} on ${target.service}: runbooks cannot write yet; do it by hand`;
      return { kind: 'done', outcome: StepOutcome.writeUnavailable, reason, undoable: false };
    },
    undo: async (record) => ({ kind: 'failed', reason: `${record.path} has written nothing that could be undone` }),
    waitFor: async (predicate, instant, scope, summary) => {
      const ready = () => predicate() || scope.cause !== undefined;
      if (instant === undefined) return condition(ready);
      const milliseconds = instant - Date.now();
      if (milliseconds <= 0 || ready()) return;
      await condition(ready, milliseconds, { summary: summary.slice(0, longestSummary) });
    },
  };
}

/** Starts an activity that ends with its scope, and says how it ended without throwing. */
async function effect<Success>(
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
