import { z } from 'zod';
import { FormDocument } from './form-schema.ts';
import { RunbookMatchDocument } from './match-document.ts';
import { durationBetween } from '../time/durations.ts';
import { Cel, ExpressionName, InnerSteps, RunbookName, TemplateText } from './steps/step-document.ts';

const longestRunSeconds = 7 * 86_400;
const withinByDefaultSeconds = 4 * 3600;

/** A runbook as written: `kind: Runbook`. Its steps are read one by one afterwards. */
export const RunbookDocument = z
  .strictObject({
    apiVersion: z.literal('holdfast/v1'),
    kind: z.literal('Runbook'),
    name: RunbookName.meta({ description: 'Unique in the library.' }),
    title: z.string().min(3).max(120).meta({ description: 'What it does, for people.' }),
    owner: z.string().min(1).max(60).optional().meta({ description: 'Whose runbook it is.' }),
    inputs: FormDocument.optional().meta({ description: 'What has to be given when it is run alone or as a step.' }),
    match: RunbookMatchDocument.optional().meta({
      description: 'Which incidents it is proposed for; without it, none.',
    }),
    target: z
      .strictObject({ service: TemplateText, environment: TemplateText })
      .optional()
      .meta({ description: 'The service under care, given to every tool call; a write locks it.' }),
    variables: z
      .record(ExpressionName, Cel)
      .default({})
      .meta({ description: 'Expressions that are computed once, when the run starts.' }),
    within: durationBetween(10, longestRunSeconds)
      .default(withinByDefaultSeconds)
      .meta({ description: 'The deadline of the whole run; 4h by default, at most 7d.' }),
    steps: InnerSteps.meta({ description: 'What is done, one after the other.' }),
    outputs: z
      .record(ExpressionName, Cel)
      .default({})
      .meta({ description: 'What a runbook that runs this one as a step sees of it.' }),
  })
  .meta({ title: 'Runbook', description: 'What is done about an incident.' });
export type RunbookDocument = z.output<typeof RunbookDocument>;
