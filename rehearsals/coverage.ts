import type { CompiledRunbook, CompiledStep } from '#core/runbooks/runbook-ir';
import { childrenOf, type WayOut, waysOut } from '#core/runbooks/steps/index';
import { StepOutcome } from '#core/runbooks/step-outcome';
import { type StepRecord } from '#core/runs/run';

export interface Coverage {
  /** Steps that were carried out at least once, of all. */
  readonly steps: { readonly covered: number; readonly of: number };
  /** Ways out of steps that were taken at least once, of all. */
  readonly branches: { readonly covered: number; readonly of: number };
  /** `schema: expired` */
  readonly missing: readonly string[];
}

/** The steps of a runbook itself; of one that it runs as a step, its own rehearsal speaks. */
function ownSteps(steps: readonly CompiledStep[]): readonly CompiledStep[] {
  return steps.flatMap((step) => [step, ...(step.kind === 'runbook' ? [] : ownSteps(childrenOf(step)))]);
}

/** Which way out of its step a record shows; undefined where something else ended it. */
function wayOf({ kind, state, data }: StepRecord): WayOut | undefined {
  switch (state) {
    case StepOutcome.skipped:
    case StepOutcome.requirementNotMet:
      return state;
    case StepOutcome.cancelled:
    case StepOutcome.notReached:
    case 'running':
    case 'waiting':
      return undefined;
    case StepOutcome.succeeded:
      if (kind !== 'forEach') return 'succeeded';
      return data?.['count'] === 0 ? 'succeeded_without_elements' : 'succeeded_with_elements';
    case StepOutcome.declined:
      return 'declined';
    case StepOutcome.expired:
      return kind === 'ask' ? 'expired' : 'not_succeeded';
    case StepOutcome.failed:
    case StepOutcome.writeUnavailable:
    case StepOutcome.rejected:
    case StepOutcome.blocked:
    case StepOutcome.withdrawn:
    case StepOutcome.stale:
    case StepOutcome.unknown:
    case StepOutcome.notVerified:
    case StepOutcome.undone:
    case StepOutcome.undoFailed:
      return 'not_succeeded';
    default:
      return state satisfies never;
  }
}

/** What all cases of a rehearsal have gone through together. */
export function coverageOf(runbook: CompiledRunbook, runs: readonly (readonly StepRecord[])[]): Coverage {
  const taken = new Set<string>();
  const reached = new Set<string>();
  for (const record of runs.flat()) {
    const way = wayOf(record);
    if (way !== 'skipped') reached.add(record.id);
    if (way) taken.add(`${record.id}: ${way}`);
  }
  const steps = ownSteps(runbook.steps);
  const branches = steps.flatMap((step) => waysOut(step).map((way) => `${step.id}: ${way}`));
  const missing = branches.filter((branch) => !taken.has(branch));
  return {
    steps: { covered: steps.filter(({ id }) => reached.has(id)).length, of: steps.length },
    branches: { covered: branches.length - missing.length, of: branches.length },
    missing,
  };
}
