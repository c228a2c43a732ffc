import { z } from 'zod';
import type { Template } from '../expressions/expression.ts';
import type { CompiledRunbook } from '../runbook-ir.ts';
import { durationBetween } from '../../time/durations.ts';
import type { StepBase } from './step.ts';
import { RunbookName, stepKeys, TemplateValue } from './step-document.ts';

/** Runs another runbook as a part of this one, in the version that was compiled with it. It sees its inputs only. */
export interface RunbookStep extends StepBase {
  readonly kind: 'runbook';
  readonly runbook: CompiledRunbook;
  readonly inputs: Readonly<Record<string, Template>>;
  readonly withinSeconds?: number;
}

export const RunbookStepDocument = z
  .strictObject({
    ...stepKeys(),
    runbook: RunbookName.meta({ description: 'The name of another runbook.' }),
    with: z.record(z.string(), TemplateValue).default({}).meta({ description: 'Its inputs by name.' }),
    within: durationBetween(1, 7 * 86_400)
      .optional()
      .meta({ description: 'Cancels what still runs after this long.' }),
  })
  .meta({
    title: 'runbook',
    description: 'Runs another runbook as a part of this one; it sees its inputs and the target.',
  });
export type RunbookStepDocument = z.output<typeof RunbookStepDocument>;

export function compileRunbookStep(
  { within }: RunbookStepDocument,
  base: StepBase,
  { runbook, inputs }: Pick<RunbookStep, 'runbook' | 'inputs'>,
): RunbookStep {
  return { ...base, kind: 'runbook', runbook, inputs, ...(within === undefined ? {} : { withinSeconds: within }) };
}
