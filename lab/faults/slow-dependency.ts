import type { Fault } from './fault.ts';

export const slowDependency: Fault = {
  name: 'slow-dependency',
  description: 'inventory takes 600 to 900 ms for each request, without any change to the service',
  services: ['inventory'],
  truth: { service: 'inventory', cause: 'dependency_failure' },
  inject: ({ setBehaviour }) => setBehaviour('inventory', { slow: { fromMilliseconds: 600, toMilliseconds: 900 } }),
  heal: ({ setBehaviour }) => setBehaviour('inventory', {}),
};
