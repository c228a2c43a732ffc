import { z } from 'zod';
import type { CompiledStep } from '../runbook-ir.ts';
import type { Expression } from '../expressions/expression.ts';
import { durationBetween } from '../../time/durations.ts';
import type { StepBase } from './step.ts';
import { Cel, ExpressionName, InnerSteps, stepKeys } from './step-document.ts';

/** Runs the same steps for each element of a list. More elements than `atMost` fail the step before any is touched. */
export interface ForEachStep extends StepBase {
  readonly kind: 'forEach';
  readonly items: Expression;
  /** What expressions inside call the element. */
  readonly as: string;
  readonly atMost: number;
  readonly atOnce: number;
  readonly steps: readonly CompiledStep[];
  readonly withinSeconds?: number;
}

export const ForEachDocument = z
  .strictObject({
    ...stepKeys(),
    forEach: Cel.meta({ description: 'An expression that gives a list.' }),
    as: ExpressionName.meta({ description: 'What expressions in its steps call the element.' }),
    atMost: z
      .int()
      .min(1)
      .max(100)
      .meta({ description: 'A longer list fails the step before any element is touched.' }),
    atOnce: z.int().min(1).max(10).default(1).meta({ description: 'How many rounds run at the same time.' }),
    steps: InnerSteps.meta({ description: 'What is done for each element.' }),
    within: durationBetween(1, 7 * 86_400)
      .optional()
      .meta({ description: 'Cancels what still runs after this long.' }),
  })
  .meta({ title: 'forEach', description: 'Runs the same steps for each element of a list.' });
export type ForEachDocument = z.output<typeof ForEachDocument>;

export function compileForEach(
  { forEach, as, atMost, atOnce, within }: ForEachDocument,
  base: StepBase,
  steps: ForEachStep['steps'],
): ForEachStep {
  return {
    ...base,
    kind: 'forEach',
    items: { cel: forEach },
    as,
    atMost,
    atOnce,
    steps,
    ...(within === undefined ? {} : { withinSeconds: within }),
  };
}
