import type { RunbookStep } from '#core/runbooks/steps/runbook';
import { StepOutcome } from '#core/runbooks/step-outcome';
import { withDeadline } from './deadline.ts';
import { openRunbook, outputsOf } from './open-runbook.ts';
import { resolveAll } from './read.ts';
import type { ActiveStep } from './step-context.ts';
import { failed, letsGoOn, type StepEnd } from './step-end.ts';

/** Another runbook within this run: it sees its inputs and the target, nothing else of its caller. */
export async function carryOutRunbook(active: ActiveStep<RunbookStep>): Promise<StepEnd> {
  const { step, run, path, scope, startedAt, title } = active;
  const resolved = resolveAll(step.inputs, active);
  if ('problem' in resolved) return failed(`its inputs cannot be computed: ${resolved.problem}`);
  const opened = openRunbook(step.runbook, resolved.values, { target: active.target });
  if ('problem' in opened) return failed(opened.problem);
  const seconds = Math.min(step.withinSeconds ?? Infinity, step.runbook.withinSeconds);
  const end = await withDeadline(run, scope, startedAt + seconds * 1000, `${path}: ${title}`, () =>
    active.runSequence(step.runbook.steps, {
      runSequence: active.runSequence,
      run,
      scope,
      prefix: `${path}/`,
      base: opened.base,
      visible: [],
      target: opened.target,
    }),
  );
  if (!letsGoOn(end)) {
    const { outcome, by } = end;
    return { outcome, by, reason: `${step.runbook.name}: ${end.reason ?? outcome}` };
  }
  const outputs = outputsOf(step.runbook, { ...active, base: opened.base, visible: end.visible });
  return 'problem' in outputs ? failed(outputs.problem) : { outcome: StepOutcome.succeeded, data: outputs.values };
}
