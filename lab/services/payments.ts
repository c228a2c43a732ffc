import { type Connection, ConnectionPool } from './connection-pool.ts';
import { Order } from './order.ts';
import { paymentsReleases } from './payments-releases.ts';
import type { Service } from './service.ts';
import { work } from './work.ts';

const connections = 8;
// Waiting and calling together stay below the one second that checkout allows.
const acquireMilliseconds = 500;
const ledgerMilliseconds = 400;

export const payments: Service = {
  name: 'payments',
  owner: 'payments',
  description: 'Charges and books them in the ledger, over a limited pool of connections',
  dependencies: ['ledger'],
  versions: ['v1.8.2', 'v1.8.3'],
  replicas: 3,
  configuration: {},
  start: ({ version, call, has, behaviour, metrics, log }) => {
    const prepareBooking = paymentsReleases[version];
    if (!prepareBooking) throw new Error(`payments ${version} was never released`);
    const pool = new ConnectionPool('ledger', connections, metrics);
    const leaked: Connection[] = [];

    return {
      handle: async (_path, body) => {
        const order = Order.parse(body);
        await work(3, 10);
        const booking = prepareBooking(order);
        const connection = await pool.acquire(acquireMilliseconds);
        try {
          if (has('ledger')) await call('ledger', '/bookings', booking, ledgerMilliseconds, connection.agent);
          else await work(4, 10);
        } finally {
          if (behaviour().leakConnections) leaked.push(connection);
          else connection.release();
        }
        return { code: 200, body: { order: order.order, booked: booking.minorUnits } };
      },
      behaviourChanged: () => {
        if (behaviour().leakConnections) return;
        log.info({ connections: leaked.length }, 'connections released');
        for (const connection of leaked.splice(0)) connection.release();
      },
      stop: () => pool.close(),
    };
  },
};
