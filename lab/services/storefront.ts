import { Order } from './order.ts';
import type { Service } from './service.ts';
import { work } from './work.ts';

// Longer than checkout allows its own calls, so that the reason of a failure comes from further down.
const checkoutMilliseconds = 2_000;

export const storefront: Service = {
  name: 'storefront',
  owner: 'web',
  description: 'Takes orders from shoppers',
  dependencies: ['checkout'],
  versions: ['v2.4.0', 'v2.4.1'],
  replicas: 1,
  configuration: {},
  start: ({ call, log }) => ({
    handle: async (_path, body) => {
      const order = Order.parse(body);
      await work(1, 4);
      const receipt = await call('checkout', '/orders', order, checkoutMilliseconds);
      log.info({ order: order.order, currency: order.currency }, 'order placed');
      return { code: 200, body: receipt };
    },
  }),
};
