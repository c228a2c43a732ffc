import type { CompiledStep } from '#core/runbooks/runbook-ir';
import { OnFailure } from '#core/runbooks/steps/step';
import { StepOutcome } from '#core/runbooks/step-outcome';
import { exposedBy, isEnded } from './names.ts';
import { runStep } from './run-step.ts';
import type { SequenceEnd, SequenceObserver, StepContext } from './step-context.ts';
import { letsGoOn, stoppedBy, type StepEnd } from './step-end.ts';

/**
 * Runs steps in their order. What stops the sequence is its end; the steps after it are not reached, but for those
 * marked `always`.
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
    // Asked for inside a step after which the run would have gone on: it stops the whole run all the same.
    if (run.undoing && scope === run.scope && !known) stopWith(run.undoing);
    if (!known && isStopped() && step.always) await beforeFinalStep();
    // What has begun before an interruption is not asked whether it may start.
    if (!known && (!isStopped() || step.always)) await run.mayStart(step.always ? run.finalScope : scope);
    if (!known && !step.always && scope.cause) stopWith(stoppedBy(scope));
    if (known ? !isEnded(known) : !isStopped() || step.always) {
      // Where more was to come than final steps, a stop from outside counts from its moment on, whatever runs then.
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
