import { condition } from '@temporalio/workflow';
import { notifying, readingSteps } from '../activities.ts';
import { effect } from '../effect.ts';
import type { StepRuntime } from './steps/runtime.ts';
import type { IncidentId, RunId } from '#core/ids/workflow-ids';

/** Longer summaries the Temporal UI cuts anyway. */
const longestSummary = 120;

/** What steps need of the world, given by Temporal: activities, timers, conditions. */
export function createTemporalRuntime(
  { runId, incidentId }: { runId: RunId; incidentId?: IncidentId },
  actions: Pick<StepRuntime, 'undo' | 'write'>,
): StepRuntime {
  return {
    now: () => Date.now(),
    read: (call, scope) => {
      const { summary, ...request } = call;
      const { withinSeconds } = request;
      const options = { scheduleToCloseTimeout: withinSeconds * 1000, summary: summary.slice(0, longestSummary) };
      const sent = { ...request, runId, incidentId };
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
    write: actions.write,
    undo: actions.undo,
    waitFor: async (predicate, instant, scope, summary) => {
      const ready = () => predicate() || scope.cause !== undefined;
      if (instant === undefined) return condition(ready);
      const milliseconds = instant - Date.now();
      if (milliseconds <= 0 || ready()) return;
      await condition(ready, milliseconds, { summary: summary.slice(0, longestSummary) });
    },
  };
}
