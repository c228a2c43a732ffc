import { z } from 'zod';
import type { Template } from '../expressions/expression.ts';
import { readTemplate } from '../expressions/read-template.ts';
import { durationBetween } from '../../time/durations.ts';
import { OnFailure, type StepBase } from './step.ts';
import { DestinationName, stepKeys, TemplateText } from './step-document.ts';

/** Tells a configured destination something. Unless it says otherwise, a run goes on when it cannot be told. */
export interface NotifyStep extends StepBase {
  readonly kind: 'notify';
  /** A name of `notifications.destinations`, or `owner`: those of the target service's owner. */
  readonly to: string;
  readonly message: Template;
  readonly withinSeconds: number;
}

const withinByDefaultSeconds = 30;

export const NotifyDocument = z
  .strictObject({
    ...stepKeys(OnFailure.continue),
    notify: DestinationName.meta({ description: 'A configured destination, or owner.' }),
    message: TemplateText.meta({ description: 'What is told. What cannot be known is said to be not known.' }),
    within: durationBetween(1, 3600).optional().meta({ description: 'How long it is tried; 30s by default.' }),
  })
  .meta({ title: 'notify', description: 'Tells a destination something, once.' });
export type NotifyDocument = z.output<typeof NotifyDocument>;

export function compileNotify({ notify, message, within }: NotifyDocument, base: StepBase): NotifyStep {
  return {
    ...base,
    kind: 'notify',
    to: notify,
    message: readTemplate(message).template,
    withinSeconds: within ?? withinByDefaultSeconds,
  };
}
