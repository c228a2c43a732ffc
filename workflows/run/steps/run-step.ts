import { evaluate, resolveText } from '#core/runbooks/expressions/evaluate';
import type { CompiledStep } from '#core/runbooks/runbook-ir';
import { StepOutcome } from '#core/runbooks/step-outcome';
import { type StepPath } from '#core/ids/step-path';
import { carryOut } from './index.ts';
import { isEnded } from './names.ts';
import { type ActiveStep, namesOf, type StepContext } from './step-context.ts';
import { endOf, failed, type StepEnd, stoppedBy } from './step-end.ts';
import { subjectOf } from './subject.ts';
import { cut } from '#core/text/cut';

/**
 * Runs one step: skips, `if`, its kind, `require`, its record. A step that ended before continue-as-new is not run again.
 * @throws Suspended
 */
export async function runStep(step: CompiledStep, path: StepPath, context: StepContext): Promise<StepEnd> {
  const { run } = context;
  const known = run.record(path);
  if (known && isEnded(known)) return endOf(known);

  // A final step is not cancelled from outside; hands off leaves only those that notify.
  const outer = step.always ? (step.kind === 'notify' ? undefined : run.finalScope) : context.scope;
  const scope = run.scopeOf(path, outer);
  const names = namesOf(context);
  const title = known?.title ?? cut(resolveText(step.title, names), 300);
  const now = run.runtime.now();
  if (!known) {
    const startedAt = new Date(now).toISOString();
    run.begin({ path, id: step.id, kind: step.kind, title, subject: subjectOf(step), state: 'running', startedAt });
  }
  const active: ActiveStep = {
    ...context,
    step,
    path,
    title,
    scope,
    startedAt: known ? Date.parse(known.startedAt) : now,
    isResumed: known !== undefined,
  };
  const end = await endIn(active);
  const { outcome, ...rest } = end;
  run.end(path, { ...rest, state: outcome, settled: undefined });
  return end;
}

async function endIn(active: ActiveStep): Promise<StepEnd> {
  const { run, path, scope } = active;
  const notCarriedOut = active.isResumed ? undefined : endBeforeItsKind(active);
  if (notCarriedOut) return notCarriedOut;
  const end = await carryOut(active);
  // The first cause counts: a step that was cancelled before it was skipped stays cancelled.
  const skip = scope.cause?.kind === 'skipped' ? run.skipOf(path) : undefined;
  // Skipped during its write: the outcome of the write counts.
  const isSettled = active.step.kind === 'write' && end.outcome !== StepOutcome.cancelled;
  if (skip && !isSettled) return { outcome: StepOutcome.skipped, ...skip };
  return end.outcome === StepOutcome.succeeded ? required(active, end) : end;
}

/** Including the rounds of loops: nobody could review a run with more steps than this. */
const mostSteps = 2000;

function endBeforeItsKind(active: ActiveStep): StepEnd | undefined {
  const { run, path, step, scope } = active;
  const skip = run.skipOf(path);
  if (skip) return { outcome: StepOutcome.skipped, ...skip };
  if (scope.cause) return stoppedBy(scope);
  if (!step.always && run.records.length > mostSteps) {
    return failed(`the run has carried out ${mostSteps} steps, which is the most that one may`);
  }
  if (!step.if) return undefined;
  const holds = evaluate(step.if, namesOf(active));
  if (holds.kind !== 'value') return failed(`its condition cannot be computed: ${holds.message}`);
  if (holds.value === true) return undefined;
  return { outcome: StepOutcome.skipped, reason: `its condition does not hold: ${step.if.cel}` };
}

function required({ step, ...context }: ActiveStep, end: StepEnd): StepEnd {
  if (!step.require) return end;
  const { outcome, by, data } = end;
  const own = { ...data, ...(step.kind === 'ask' && by ? { answered_by: by.name } : {}), outcome };
  const names = { ...namesOf(context), [step.id]: own };
  const holds = evaluate(step.require, names);
  if (holds.kind !== 'value') return { ...end, ...failed(`its requirement cannot be computed: ${holds.message}`) };
  if (holds.value === true) return end;
  const reason = step.otherwise ? resolveText(step.otherwise, names) : `does not hold: ${step.require.cel}`;
  return { ...end, outcome: StepOutcome.requirementNotMet, reason };
}
