import type { Scope } from '#core/runbooks/expressions/expression';
import type { CompiledStep } from '#core/runbooks/runbook-ir';
import type { StepPath } from '#core/ids/step-path';
import type { Target } from '#core/runs/run';
import { namesAt, type VisibleStep } from './names.ts';
import type { RunControl } from './run-control.ts';
import type { StepEnd } from './step-end.ts';
import type { StepScope } from './step-scope.ts';

/** How a sequence ended, and what steps after it may name. */
export type SequenceEnd = StepEnd & { readonly visible: readonly VisibleStep[] };

/** Called while a sequence runs. */
export interface SequenceObserver {
  /** At the moment at which it is stopped, before its `always` steps. */
  readonly stopped?: (end: StepEnd) => void;
  /** Before each `always` step after the stop. */
  readonly beforeFinalStep?: () => Promise<void>;
}

/** Where a sequence stands in its run. */
export interface StepContext {
  /** Steps that hold others run them with it; handed down, since it is itself made of steps. */
  readonly runSequence: (
    steps: readonly CompiledStep[],
    context: StepContext,
    observer?: SequenceObserver,
  ) => Promise<SequenceEnd>;
  readonly run: RunControl;
  readonly scope: StepScope;
  /** What stands before the id in the path of a step here: `look/logs/`. */
  readonly prefix: string;
  /** Names that are not steps: inputs, incident, variables, elements of loops. */
  readonly base: Scope;
  readonly visible: readonly VisibleStep[];
  readonly target?: Partial<Target>;
}

/** A step in progress. */
export interface ActiveStep<Step extends CompiledStep = CompiledStep> extends StepContext {
  readonly step: Step;
  readonly path: StepPath;
  readonly title: string;
  /** Milliseconds since 1970; from before an interruption where there was one. */
  readonly startedAt: number;
  /** It started before continue-as-new. */
  readonly isResumed: boolean;
}

export function namesOf({ run, base, visible }: StepContext): Scope {
  return namesAt(base, visible, (path) => run.record(path));
}
