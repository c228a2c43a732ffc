import { mailer } from '../services/mailer.ts';
import type { Fault } from './fault.ts';

export const harmlessConfiguration: Fault = {
  name: 'harmless-configuration',
  description: 'A decoy: the mailer takes smaller batches from its queue, without any visible effect',
  services: ['mailer'],
  inject: async ({ change }) =>
    change('mailer', { configuration: { batchSize: 40 }, by: 'j.doe', summary: 'Smaller batches of mail' }),
  heal: async ({ change }) =>
    change('mailer', { configuration: { ...mailer.configuration }, by: 'lab', summary: 'Previous batch size of mail' }),
};
