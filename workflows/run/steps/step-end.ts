import type { StepOutcome as Outcome } from '#core/runbooks/step-outcome';
import type { StepRecord } from '#core/runs/run';
import { StepOutcome } from '#core/runbooks/step-outcome';
import type { StepScope } from './step-scope.ts';

/** How a step ended. */
export interface StepEnd extends Pick<StepRecord, 'reason' | 'by' | 'data' | 'evidence' | 'summary' | 'undoable'> {
  readonly outcome: Outcome;
}

export function failed(reason: string): StepEnd {
  return { outcome: StepOutcome.failed, reason };
}

/** The end of what was stopped from outside. */
export function stoppedBy(scope: StepScope): StepEnd {
  const outcome = scope.cause?.kind === 'expired' ? StepOutcome.expired : StepOutcome.cancelled;
  return { outcome, reason: scope.reason };
}

export function endOf(record: StepRecord): StepEnd {
  const { state, reason, by, data, evidence, summary } = record;
  const outcome = state === 'running' || state === 'waiting' ? StepOutcome.notReached : state;
  return { outcome, reason, by, data, evidence, summary };
}

/** Whether the sequence goes on after it by itself. */
export function letsGoOn({ outcome }: StepEnd): boolean {
  return outcome === StepOutcome.succeeded || outcome === StepOutcome.skipped;
}
