import { payments } from '../services/payments.ts';
import type { Fault } from './fault.ts';

const [good, bad] = payments.versions;

export const badRelease: Fault = {
  name: 'bad-release',
  description: `A release of payments (${bad}) that fails for every currency except the euro`,
  services: ['payments'],
  truth: { service: 'payments', cause: 'bad_release' },
  inject: async ({ change }) =>
    change('payments', { version: bad, by: 'pipeline', summary: 'Settle amounts by the rules of each currency' }),
  heal: async ({ change }) => change('payments', { version: good, by: 'lab', summary: 'Back to the previous release' }),
};
