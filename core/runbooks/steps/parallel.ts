import { z } from 'zod';
import type { CompiledStep } from '../runbook-ir.ts';
import { durationBetween } from '../../time/durations.ts';
import type { StepBase } from './step.ts';
import { ExpressionName, InnerSteps, stepKeys } from './step-document.ts';

/** Runs branches side by side: until all have succeeded, or until one has. What is then still running is cancelled. */
export interface ParallelStep extends StepBase {
  readonly kind: 'parallel';
  readonly join: 'all' | 'any';
  readonly branches: readonly { readonly name: string; readonly steps: readonly CompiledStep[] }[];
  readonly withinSeconds?: number;
}

const mostBranches = 10;

export const ParallelDocument = z
  .strictObject({
    ...stepKeys(),
    parallel: z
      .record(ExpressionName, InnerSteps)
      .refine((branches) => Object.keys(branches).length >= 2 && Object.keys(branches).length <= mostBranches, {
        error: `it takes 2 to ${mostBranches} branches, each a name with its steps`,
      })
      .meta({ description: 'Branches by name, each a list of steps.' }),
    join: z
      .enum(['all', 'any'])
      .default('all')
      .meta({ description: 'all: every branch has to succeed. any: the first that does ends the others.' }),
    within: durationBetween(1, 7 * 86_400)
      .optional()
      .meta({ description: 'Cancels what still runs after this long.' }),
  })
  .meta({ title: 'parallel', description: 'Runs branches side by side.' });
export type ParallelDocument = z.output<typeof ParallelDocument>;

export function compileParallel(
  { join, within }: ParallelDocument,
  base: StepBase,
  branches: ParallelStep['branches'],
): ParallelStep {
  return { ...base, kind: 'parallel', join, branches, ...(within === undefined ? {} : { withinSeconds: within }) };
}
