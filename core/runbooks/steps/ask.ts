import { z } from 'zod';
import type { Template } from '../expressions/expression.ts';
import { readTemplate } from '../expressions/read-template.ts';
import { FormDocument } from '../form-schema.ts';
import type { Form } from '../form.ts';
import { durationBetween } from '../../time/durations.ts';
import type { StepBase } from './step.ts';
import { DestinationName, stepKeys, TemplateText } from './step-document.ts';

/** A question to a person. Without a form it is answered yes or no, and "no" stops the run. */
export interface AskStep extends StepBase {
  readonly kind: 'ask';
  readonly question: Template;
  readonly form?: Form;
  readonly withinSeconds: number;
  /** The destination that is notified of the question. */
  readonly tell?: string;
  readonly escalate?: { readonly afterSeconds: number; readonly tell: string };
}

const week = 7 * 86_400;

export const AskDocument = z
  .strictObject({
    ...stepKeys(),
    ask: TemplateText.meta({ description: 'The question. Without a form it is answered yes or no; no stops the run.' }),
    form: FormDocument.optional().meta({ description: 'What the person fills in: fields by JSON Schema.' }),
    within: durationBetween(10, week).meta({ description: 'After this long without an answer the step has expired.' }),
    tell: DestinationName.optional().meta({ description: 'Who is notified of the question: a destination, or owner.' }),
    escalate: z
      .strictObject({ after: durationBetween(1, week), tell: DestinationName })
      .optional()
      .meta({ description: 'Who else is notified when the question stays unanswered.' }),
  })
  .meta({ title: 'ask', description: 'Waits for a person to answer a question or fill in a form.' });
export type AskDocument = z.output<typeof AskDocument>;

export function compileAsk({ ask, form, within, tell, escalate }: AskDocument, base: StepBase): AskStep {
  return {
    ...base,
    kind: 'ask',
    question: readTemplate(ask).template,
    ...(form ? { form } : {}),
    withinSeconds: within,
    ...(tell === undefined ? {} : { tell }),
    ...(escalate ? { escalate: { afterSeconds: escalate.after, tell: escalate.tell } } : {}),
  };
}
