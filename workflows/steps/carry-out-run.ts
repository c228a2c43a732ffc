import type { JsonValue } from '#core/language/expressions/expression';
import type { CompiledRunbook } from '#core/language/runbook-ir';
import { type RunFacts, RunOutcome, StepOutcome, type Target } from '#core/vocabulary/run';
import { openRunbook } from './open-runbook.ts';
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
  readonly reason?: string;
}

/**
 * Carries a runbook out, or on from where it was. What each part means: runbooks/SEMANTICS.md.
 * @param opened told once it is known what the run is for
 * @throws Suspended when the run is to go on in a new history
 */
export async function carryOutRun(
  runbook: CompiledRunbook,
  subject: RunSubject,
  run: RunControl,
  opened: (target: Partial<Target>) => void = () => {},
): Promise<RunEnd> {
  const open = openRunbook(runbook, subject.inputs, { facts: subject.facts, override: subject.target });
  if ('problem' in open) return { outcome: RunOutcome.failed, reason: open.problem };
  opened(open.target);

  const deadline = run.startedAt + runbook.withinSeconds * 1000;
  const waiting = new StepScope();
  const timer = run.runtime
    .waitFor(() => false, deadline, waiting, 'Deadline of the run')
    .then(() => {
      if (!waiting.cause) run.scope.stop({ kind: 'expired', reason: 'the run did not end in time' });
    });
  try {
    const context = {
      runSequence,
      run,
      scope: run.scope,
      prefix: '',
      base: open.base,
      visible: [],
      target: open.target,
    };
    const undo = async () => {
      if (run.undoing) await undoWrites(run);
    };
    const end = await runSequence(runbook.steps, context, undo);
    await undo();
    return endOfRun(run, end);
  } finally {
    waiting.stop({ kind: 'cancelled', reason: 'the run has ended' });
    await timer;
  }
}

function endOfRun(run: RunControl, last: StepEnd): RunEnd {
  const undone = run.records.filter(({ undo }) => undo);
  const end = run.undoing ?? last;
  const failedUndo = undone.find(({ undo }) => undo?.outcome === StepOutcome.undoFailed);
  if (failedUndo) {
    const stays = run.records.filter(({ undoable, undo }) => undoable && undo?.outcome !== StepOutcome.undone);
    const reason = `${failedUndo.path} could not be undone (${failedUndo.undo?.reason ?? 'no reason given'}); what stays: ${stays.map(({ path }) => path).join(', ')}`;
    return { outcome: RunOutcome.undoFailed, reason };
  }
  if (undone.length > 0) return { outcome: RunOutcome.undone, reason: end.reason };
  if (letsGoOn(end)) return { outcome: RunOutcome.completed };
  return { outcome: outcomeAfter(run, end), reason: end.reason };
}

function outcomeAfter(run: RunControl, { outcome }: StepEnd): RunOutcome {
  switch (outcome) {
    case StepOutcome.declined:
    case StepOutcome.requirementNotMet:
    case StepOutcome.rejected:
      return RunOutcome.stopped;
    case StepOutcome.expired:
      return RunOutcome.expired;
    case StepOutcome.cancelled:
      return run.scope.cause?.kind === 'expired' ? RunOutcome.expired : RunOutcome.cancelled;
    case StepOutcome.failed:
    case StepOutcome.writeUnavailable:
    case StepOutcome.notVerified:
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
