import type { Fault } from './fault.ts';

export const instanceKilled: Fault = {
  name: 'instance-killed',
  description: 'One instance of payments is lost with its node; its endpoint stays listed',
  services: ['payments'],
  truth: { service: 'payments', cause: 'instance_failure' },
  inject: ({ loseInstance }) => loseInstance('payments'),
  heal: ({ replaceLost }) => replaceLost('payments'),
};
