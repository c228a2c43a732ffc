import type { Fault } from './fault.ts';

export const poolExhausted: Fault = {
  name: 'pool-exhausted',
  description: 'payments leaks its connections to the ledger until its pools are exhausted',
  services: ['payments'],
  truth: { service: 'payments', cause: 'resource_exhaustion' },
  inject: ({ setBehaviour }) => setBehaviour('payments', { leakConnections: true }),
  heal: ({ setBehaviour }) => setBehaviour('payments', {}),
};
