import type { JsonValue } from '#core/json/json-value';
import type { Scope } from '#core/runbooks/expressions/expression';
import type { CompiledStep } from '#core/runbooks/runbook-ir';
import type { StepPath } from '#core/ids/step-path';
import type { StepRecord } from '#core/runs/run';
import { StepOutcome } from '#core/runbooks/step-outcome';

/** A step that expressions may name where they stand. */
export interface VisibleStep {
  readonly id: string;
  readonly path: StepPath;
}

/** The names that later steps may use: the step itself and, after a parallel, the steps in its branches. */
export function exposedBy(step: CompiledStep, path: StepPath): readonly VisibleStep[] {
  const own: VisibleStep = { id: step.id, path };
  if (step.kind !== 'parallel') return [own];
  const inner = step.branches.flatMap((branch) =>
    branch.steps.flatMap((each) => exposedBy(each, `${path}/${branch.name}/${each.id}`)),
  );
  return [own, ...inner];
}

/** The value that a step's id stands for. */
function valueOf(record: StepRecord | undefined): JsonValue {
  if (!record || !isEnded(record)) return { outcome: StepOutcome.notReached };
  return {
    ...record.data,
    // Skipping a question does not answer it.
    ...(record.by && record.kind === 'ask' && record.state !== StepOutcome.skipped
      ? { answered_by: record.by.name }
      : {}),
    outcome: record.undo?.outcome ?? record.state,
  };
}

export function isEnded({ state }: StepRecord): boolean {
  return state !== 'running' && state !== 'waiting';
}

/** Everything that an expression may name at one place. */
export function namesAt(
  base: Scope,
  visible: readonly VisibleStep[],
  recordOf: (path: StepPath) => StepRecord | undefined,
): Scope {
  return { ...base, ...Object.fromEntries(visible.map(({ id, path }) => [id, valueOf(recordOf(path))])) };
}
