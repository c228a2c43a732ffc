import { z } from 'zod';
import type { Service } from './service.ts';
import { work } from './work.ts';

const Booking = z.object({ order: z.string(), minorUnits: z.number().int(), currency: z.string() });
const keptBookings = 10_000;

export const ledger: Service = {
  name: 'ledger',
  owner: 'data',
  description: 'The data store of payments',
  dependencies: [],
  versions: ['v15.4.0', 'v15.4.1'],
  replicas: 1,
  configuration: {},
  start: () => {
    const bookings = new Map<string, z.infer<typeof Booking>>();
    return {
      handle: async (_path, body) => {
        const booking = Booking.parse(body);
        await work(3, 9);
        bookings.set(booking.order, booking);
        const oldest = bookings.keys().next();
        if (bookings.size > keptBookings && !oldest.done) bookings.delete(oldest.value);
        return { code: 200, body: { booked: booking.order } };
      },
    };
  },
};
