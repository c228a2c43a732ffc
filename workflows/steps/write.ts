import type { WriteStep } from '#core/language/steps/write';
import { StepOutcome } from '#core/vocabulary/run';
import { resolveAll } from './read.ts';
import type { ActiveStep } from './step-context.ts';
import { failed, type StepEnd, stoppedBy } from './step-end.ts';
import { completeTarget } from './target.ts';

export async function carryOutWrite(active: ActiveStep<WriteStep>): Promise<StepEnd> {
  const { step, run, path, scope } = active;
  const target = completeTarget(active.target);
  if (!target) return failed('a write needs the service and the environment that it is for; give both as the target');
  const resolved = resolveAll(step.parameters, active);
  if ('problem' in resolved) return failed(`its parameters cannot be computed: ${resolved.problem}`);
  if (scope.cause) return stoppedBy(scope);
  const end = await run.effect(() => run.runtime.write({ path, step, parameters: resolved.values, target }, scope));
  switch (end.kind) {
    case 'done':
      return { outcome: end.outcome, reason: end.reason, ...(end.undoable ? { undoable: true } : {}) };
    case 'failed':
      return failed(end.reason);
    case 'expired':
      return { outcome: StepOutcome.expired, reason: end.reason };
    case 'stopped':
      return stoppedBy(scope);
    default:
      return end satisfies never;
  }
}
