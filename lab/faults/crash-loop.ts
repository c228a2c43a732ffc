import type { Fault } from './fault.ts';

export const crashLoop: Fault = {
  name: 'crash-loop',
  description: 'The instances of inventory crash repeatedly, without any change to the service',
  services: ['inventory'],
  truth: { service: 'inventory', cause: 'instance_failure' },
  inject: ({ setBehaviour }) => setBehaviour('inventory', { crashAfterMilliseconds: 1_500 }),
  heal: ({ setBehaviour }) => setBehaviour('inventory', {}),
};
