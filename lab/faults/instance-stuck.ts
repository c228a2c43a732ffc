import type { Fault } from './fault.ts';

export const instanceStuck: Fault = {
  name: 'instance-stuck',
  description: 'One instance of payments keeps running but answers everything with 503, including its health check',
  services: ['payments'],
  truth: { service: 'payments', cause: 'instance_failure' },
  inject: ({ setBehaviour }) => setBehaviour('payments', { refuse: true }, 'one'),
  heal: ({ setBehaviour }) => setBehaviour('payments', {}),
};
