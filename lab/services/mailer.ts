import { setTimeout as pause } from 'node:timers/promises';
import { Counter } from 'prom-client';
import { z } from 'zod';
import type { Service } from './service.ts';
import { work } from './work.ts';

const Taken = z.object({ messages: z.array(z.object({ order: z.string() })) });
const takeMilliseconds = 1_000;
const restMilliseconds = 250;

export const mailer: Service = {
  name: 'mailer',
  owner: 'shop',
  description: 'Sends confirmations for the orders in the queue, asynchronously',
  dependencies: ['queue'],
  versions: ['v1.3.0', 'v1.3.1'],
  replicas: 1,
  configuration: { batchSize: 50 },
  start: ({ call, has, configuration, log, metrics }) => {
    const { batchSize } = z.object({ batchSize: z.number().int().min(1).max(1_000) }).parse(configuration);
    const sent = new Counter({ name: 'mails_sent_total', help: 'Confirmations sent', registers: [metrics] });
    let running = true;
    const consume = async () => {
      while (running) {
        try {
          // A lab may run without a queue; then there is nothing to send.
          if (!has('queue')) continue;
          const { messages } = Taken.parse(await call('queue', '/take', { most: batchSize }, takeMilliseconds));
          if (messages.length > 0) await work(2, 10);
          sent.inc(messages.length);
        } catch (error) {
          log.warn({ err: error }, 'nothing taken from the queue');
        } finally {
          await pause(restMilliseconds);
        }
      }
    };
    void consume();
    return {
      handle: () => Promise.resolve({ code: 404, body: { error: 'the mailer accepts no requests' } }),
      stop: () => (running = false),
    };
  },
};
