import type { WaitStep } from '#core/runbooks/steps/wait';
import { StepOutcome } from '#core/runbooks/step-outcome';
import type { ActiveStep } from './step-context.ts';
import { type StepEnd, stoppedBy } from './step-end.ts';

export async function carryOutWait({
  step,
  run,
  path,
  scope,
  startedAt,
  title,
}: ActiveStep<WaitStep>): Promise<StepEnd> {
  const until = startedAt + step.seconds * 1000;
  run.update(path, { state: 'waiting', deadlineAt: new Date(until).toISOString() });
  await run.runtime.waitFor(() => run.suspension.isDue, until, scope, `${path}: ${title}`);
  if (scope.cause) return stoppedBy(scope);
  if (run.runtime.now() < until) run.suspension.throwIfDue();
  return { outcome: StepOutcome.succeeded };
}
