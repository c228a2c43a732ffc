import { z } from 'zod';
import type { Template } from '../expressions/expression.ts';
import { readTemplate } from '../expressions/read-template.ts';
import { durationBetween } from '../../time/durations.ts';
import { OnFailure, type StepBase } from './step.ts';
import { DestinationName, stepKeys, TemplateText } from './step-document.ts';

/** Sends a message to a configured destination. By default, a run continues when delivery fails. */
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
    message: TemplateText.meta({ description: 'The message. A value that cannot be known is shown as not known.' }),
    within: durationBetween(1, 3600).optional().meta({ description: 'How long it is tried; 30s by default.' }),
  })
  .meta({ title: 'notify', description: 'Sends a message to a destination, once.' });
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
