import { Order } from './order.ts';
import type { Service } from './service.ts';
import { work } from './work.ts';

const callMilliseconds = 1_000;

export const checkout: Service = {
  name: 'checkout',
  owner: 'shop',
  description: 'Turns a basket into a paid order',
  dependencies: ['payments', 'inventory'],
  versions: ['v1.12.0', 'v1.12.1'],
  replicas: 2,
  configuration: {},
  start: ({ call, has, log }) => ({
    handle: async (_path, body) => {
      const order = Order.parse(body);
      await work(2, 6);
      const [payment] = await Promise.all([
        call('payments', '/charges', order, callMilliseconds),
        has('inventory') ? call('inventory', '/reservations', order, callMilliseconds) : undefined,
      ]);
      // The order does not wait for the confirmation mail.
      if (has('queue')) {
        call('queue', '/messages', { order: order.order }, callMilliseconds).catch((error: unknown) => {
          log.warn({ order: order.order, err: error }, 'order confirmation not queued');
        });
      }
      return { code: 200, body: { order: order.order, payment } };
    },
  }),
};
