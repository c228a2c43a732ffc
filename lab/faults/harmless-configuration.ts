import { mailer } from '../services/mailer.ts';
import type { Fault } from './fault.ts';

export const harmlessConfiguration: Fault = {
  name: 'harmless-configuration',
  description: 'A decoy: the mailer takes other batches from its queue, which nobody feels',
  services: ['mailer'],
  inject: async ({ change }) =>
    change('mailer', { configuration: { batchSize: 40 }, by: 'j.doe', summary: 'Smaller batches of mail' }),
  heal: async ({ change }) =>
    change('mailer', { configuration: { ...mailer.configuration }, by: 'lab', summary: 'Batches of mail as before' }),
};
