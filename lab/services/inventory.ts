import { Order } from './order.ts';
import type { Service } from './service.ts';
import { work } from './work.ts';

const stockMilliseconds = 800;

export const inventory: Service = {
  name: 'inventory',
  owner: 'warehouse',
  description: 'Reserves the ordered items',
  dependencies: ['stock'],
  versions: ['v3.1.0', 'v3.1.1', 'v3.2.0'],
  migrations: ['v3.2.0'],
  replicas: 2,
  configuration: {},
  start: ({ call, has }) => ({
    handle: async (_path, body) => {
      const { order, item } = Order.parse(body);
      await work(2, 6);
      if (has('stock')) await call('stock', '/holds', { order, item }, stockMilliseconds);
      return { code: 200, body: { reserved: item } };
    },
  }),
};
