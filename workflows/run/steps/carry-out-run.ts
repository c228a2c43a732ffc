import type { JsonValue } from '#core/json/json-value';
import type { Scope } from '#core/runbooks/expressions/expression';
import type { CompiledRunbook } from '#core/runbooks/runbook-ir';
import { type RunFacts } from '#core/runbooks/run-facts';
import { RunOutcome, type Target } from '#core/runs/run';
import { StepOutcome } from '#core/runbooks/step-outcome';
import { openRunbook, outputsOf } from './open-runbook.ts';
import type { RunControl } from './run-control.ts';
import { runSequence } from './sequence.ts';
import { letsGoOn, type StepEnd } from './step-end.ts';
import { StepScope } from './step-scope.ts';
import { undoWrites } from './undo-writes.ts';

/** What a run is about. */
export interface RunSubject {
  readonly facts: RunFacts;
  readonly inputs: Readonly<Record<string, JsonValue>>;
  /** Instead of what the runbook takes from the incident. */
  readonly target?: Partial<Target>;
}

export interface RunEnd {
  readonly outcome: RunOutcome;
  /** Of a completed run, as far as they can be computed. */
  readonly outputs?: Readonly<Record<string, JsonValue>>;
  readonly reason?: string;
}

/**
 * Runs a runbook, or continues it. What each part means: runbooks/SEMANTICS.md.
 * @param opened called once the target is known
 * @throws Suspended when the run is to continue as new
 */
export async function carryOutRun(
  runbook: CompiledRunbook,
  subject: RunSubject,
  run: RunControl,
  opened: (known: { readonly target: Partial<Target>; readonly base: Scope }) => void = () => {},
): Promise<RunEnd> {
  const open = openRunbook(runbook, subject.inputs, { facts: subject.facts, override: subject.target });
  if ('problem' in open) return { outcome: RunOutcome.failed, reason: open.problem };
  opened(open);

  const deadline = run.startedAt + runbook.withinSeconds * 1000;
  const expire = () => run.scope.stop({ kind: 'expired', reason: 'the run did not end in time' });
  const waiting = new StepScope();
  // If it had passed before continue-as-new, nothing may start in the meantime.
  if (run.runtime.now() >= deadline) expire();
  const timer = run.runtime.waitFor(() => run.scope.cause !== undefined, deadline, waiting, 'Deadline of the run');
  const expiring = timer.then(() => {
    if (!waiting.cause) expire();
  });
  try {
    const context = {
      runSequence,
      run,
      base: open.base,
      target: open.target,
      scope: run.scope,
      prefix: '',
      visible: [],
    };
    const beforeFinalStep = async () => {
      if (run.undoing && !run.isUndone) await undoWrites(run);
    };
    const end = await runSequence(runbook.steps, context, { beforeFinalStep });
    await beforeFinalStep();
    const ended = endOfRun(run, run.undoing ?? end);
    if (ended.outcome !== RunOutcome.completed || Object.keys(runbook.outputs).length === 0) return ended;
    const outputs = outputsOf(runbook, { ...context, visible: end.visible });
    return 'problem' in outputs ? { ...ended, reason: outputs.problem } : { ...ended, outputs: outputs.values };
  } finally {
    waiting.stop({ kind: 'cancelled', reason: 'the run has ended' });
    await expiring;
  }
}

function endOfRun(run: RunControl, end: StepEnd): RunEnd {
  const undone = run.records.filter(({ undo }) => undo);
  const failedUndo = undone.find(({ undo }) => undo?.outcome === StepOutcome.undoFailed);
  if (failedUndo) {
    const stays = run.records.filter(({ undoable, undo }) => undoable && undo?.outcome !== StepOutcome.undone);
    const reason = `${failedUndo.path} could not be undone (${failedUndo.undo?.reason ?? 'no reason given'}); what stays: ${stays.map(({ path }) => path).join(', ')}`;
    return { outcome: RunOutcome.undoFailed, reason };
  }
  if (undone.length > 0) return { outcome: RunOutcome.undone, reason: end.reason };
  if (letsGoOn(end)) return { outcome: RunOutcome.completed };
  return { outcome: outcomeAfter(end), reason: end.reason };
}

function outcomeAfter({ outcome }: StepEnd): RunOutcome {
  switch (outcome) {
    case StepOutcome.declined:
    case StepOutcome.requirementNotMet:
    case StepOutcome.rejected:
    case StepOutcome.blocked:
    case StepOutcome.withdrawn:
      return RunOutcome.stopped;
    case StepOutcome.expired:
      return RunOutcome.expired;
    case StepOutcome.cancelled:
      return RunOutcome.cancelled;
    case StepOutcome.failed:
    case StepOutcome.writeUnavailable:
    case StepOutcome.notVerified:
    case StepOutcome.stale:
    case StepOutcome.unknown:
    case StepOutcome.undone:
    case StepOutcome.undoFailed:
      return RunOutcome.failed;
    case StepOutcome.succeeded:
    case StepOutcome.skipped:
    case StepOutcome.notReached:
      return RunOutcome.completed;
    default:
      return outcome satisfies never;
  }
}
