import { resolveText } from '#core/runbooks/expressions/evaluate';
import type { NotifyStep } from '#core/runbooks/steps/notify';
import { StepOutcome } from '#core/runbooks/step-outcome';
import { type ActiveStep, namesOf } from './step-context.ts';
import { failed, type StepEnd, stoppedBy } from './step-end.ts';

export async function carryOutNotify(active: ActiveStep<NotifyStep>): Promise<StepEnd> {
  const { step, run, path, scope, title } = active;
  const end = await run.suspension.effect(() =>
    run.runtime.notify(
      {
        path,
        to: step.to,
        text: resolveText(step.message, namesOf(active)),
        service: active.target?.service,
        withinSeconds: step.withinSeconds,
        summary: `${path} · notify ${step.to}: ${title}`,
      },
      scope,
    ),
  );
  switch (end.kind) {
    case 'done':
      return { outcome: StepOutcome.succeeded, summary: end.summary };
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
