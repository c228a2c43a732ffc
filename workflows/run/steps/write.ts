import type { WriteStep } from '#core/runbooks/steps/write';
import type { Expectation } from '#core/actions/action';
import type { EvidenceId } from '#core/ids/evidence-id';
import { StepOutcome } from '#core/runbooks/step-outcome';
import { namesIn, resolveAll } from './read.ts';
import type { WriteProgress } from './runtime.ts';
import { type ActiveStep, namesOf } from './step-context.ts';
import { failed, type StepEnd, stoppedBy } from './step-end.ts';
import { completeTarget } from './target.ts';

/** The newest evidence of a run goes along with a proposal. */
const mostEvidence = 40;

export async function carryOutWrite(active: ActiveStep<WriteStep>): Promise<StepEnd> {
  const { step, run, path, title, scope } = active;
  const target = completeTarget(active.target);
  if (!target) return failed('a write needs the service and the environment that it is for; give both as the target');
  const resolved = resolveAll(step.parameters, active);
  if ('problem' in resolved) return failed(`its parameters cannot be computed: ${resolved.problem}`);
  const verify = resolveAll(step.verify.call.arguments, active);
  if ('problem' in verify) return failed(`the arguments of its verification cannot be computed: ${verify.problem}`);
  // An action that was proposed before continue-as-new has to be withdrawn or followed to its end.
  if (scope.cause && !run.record(path)?.action) return stoppedBy(scope);
  const { call, poll, withinSeconds } = step.verify;
  const scopeOfPoll = namesIn(poll.until, namesOf(active));
  const expectation: Expectation = {
    server: call.server,
    tool: call.tool,
    arguments: verify.values,
    poll,
    withinSeconds,
    scope: scopeOfPoll as Expectation['scope'],
  };
  const write = { path, step, title, parameters: resolved.values, target, expectation, evidence: evidenceIn(active) };
  const end = await run.runtime.write(write, scope, progressOf(active));
  switch (end.kind) {
    case 'done': {
      const { outcome, reason, by, evidence, undoable } = end;
      return { outcome, reason, by, evidence, ...(undoable ? { undoable: true } : {}) };
    }
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

function progressOf({ run, path }: ActiveStep): WriteProgress {
  return {
    action: () => run.record(path)?.action,
    show: (change) => run.update(path, change),
    effect: (start) => run.suspension.effect(start),
    throwIfSuspending: () => run.suspension.throwIfDue(),
    isSuspending: () => run.suspension.isDue,
  };
}

function evidenceIn({ run }: ActiveStep): readonly EvidenceId[] {
  const all = run.records.flatMap(({ evidence = [] }) => evidence);
  return [...new Set(all)].slice(-mostEvidence);
}
