import type { CompiledStep } from '#core/runbooks/runbook-ir';
import { OnFailure } from '#core/runbooks/steps/step';
import { StepOutcome } from '#core/runbooks/step-outcome';
import { exposedBy, isEnded } from './names.ts';
import { runStep } from './run-step.ts';
import type { SequenceEnd, SequenceObserver, StepContext } from './step-context.ts';
import { letsGoOn, stoppedBy, type StepEnd } from './step-end.ts';

/**
 * Runs steps in order. The step that stops the sequence gives its end; later steps are not reached, except those marked
 * `always`.
 * @throws Suspended
 */
export async function runSequence(
  steps: readonly CompiledStep[],
  context: StepContext,
  { stopped = () => {}, beforeFinalStep = async () => {} }: SequenceObserver = {},
): Promise<SequenceEnd> {
  const { run, scope, prefix } = context;
  let { visible } = context;
  const isStopped = () => run.stopOf(prefix) !== undefined;
  const stopWith = (end: StepEnd) => {
    if (isStopped()) return;
    run.recordStop(prefix, end);
    stopped(end);
  };
  for (const [index, step] of steps.entries()) {
    const path = prefix + step.id;
    const known = run.record(path);
    // An undo that is requested inside a step stops the whole run, even if the run would have continued after that step.
    if (run.undoing && scope === run.scope && !known) stopWith(run.undoing);
    if (!known && isStopped() && step.always) await beforeFinalStep();
    // A step that started before continue-as-new does not wait for a pause to end.
    if (!known && (!isStopped() || step.always)) await run.mayStart(step.always ? run.finalScope : scope);
    if (!known && !step.always && scope.cause) stopWith(stoppedBy(scope));
    if (known ? !isEnded(known) : !isStopped() || step.always) {
      // A stop from outside counts from its moment on, if more than `always` steps were still to come.
      const isMoreToCome = steps.slice(index + 1).some(({ always }) => !always);
      const leave = scope.onStop(() => void (isMoreToCome && stopWith(stoppedBy(scope))));
      const end = await runStep(step, path, { ...context, visible });
      leave();
      const isCancelled = end.outcome === StepOutcome.cancelled;
      if (!letsGoOn(end) && (step.onFailure !== OnFailure.continue || isCancelled)) {
        const isRunGoing = !run.scope.cause && run.stopOf('') === undefined;
        stopWith(isCancelled ? stoppedBy(scope) : end);
        if (step.onFailure === OnFailure.undo && !isCancelled && isRunGoing) run.stopToUndo(end);
      }
    }
    visible = [...visible, ...exposedBy(step, path)];
  }
  return { ...(run.stopOf(prefix) ?? { outcome: StepOutcome.succeeded }), visible };
}
