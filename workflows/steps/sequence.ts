import type { CompiledStep } from '#core/language/runbook-ir';
import { OnFailure } from '#core/language/steps/step';
import { StepOutcome } from '#core/vocabulary/run';
import { exposedBy } from './names.ts';
import { runStep } from './run-step.ts';
import type { SequenceEnd, StepContext } from './step-context.ts';
import { letsGoOn, stoppedBy, type StepEnd } from './step-end.ts';

/**
 * Runs steps in their order. What stops the sequence is its end; the steps after it are not reached, but for those
 * marked `always`.
 * @param beforeFinalSteps of the top level: what has to be done between the stop and the `always` steps after it
 * @returns how it ended, and what steps after it may name
 * @throws Suspended
 */
export async function runSequence(
  steps: readonly CompiledStep[],
  context: StepContext,
  beforeFinalSteps: () => Promise<void> = async () => {},
): Promise<SequenceEnd> {
  let { visible } = context;
  let stop: StepEnd | undefined;
  for (const step of steps) {
    const path = context.prefix + step.id;
    const here: StepContext = { ...context, visible };
    // What has ended before an interruption is not asked whether it may start.
    if (!context.run.record(path) && (!stop || step.always)) {
      await context.run.mayStart(step.always ? context.run.finalScope : context.scope);
    }
    if (!stop && !step.always && context.scope.cause && !context.run.record(path)) stop = stoppedBy(context.scope);
    if (stop && step.always) await beforeFinalSteps();
    if (!stop || step.always) {
      const end = await runStep(step, path, here);
      const isCutOff = !step.always && end.outcome === StepOutcome.cancelled;
      if (!letsGoOn(end) && (step.onFailure !== OnFailure.continue || isCutOff)) {
        stop ??= end;
        if (step.onFailure === OnFailure.undo && !isCutOff) context.run.stopToUndo(end);
      }
    }
    visible = [...visible, ...exposedBy(step, path)];
  }
  return { ...(stop ?? { outcome: StepOutcome.succeeded }), visible };
}
