import { Gauge } from 'prom-client';
import { z } from 'zod';
import type { Service } from './service.ts';

const Message = z.object({ order: z.string() });
const Take = z.object({ most: z.number().int().min(1).max(1_000) });
const capacity = 2_000;

export const queue: Service = {
  name: 'queue',
  owner: 'platform',
  description: 'Keeps events until their consumer takes them',
  dependencies: [],
  versions: ['v0.9.3', 'v0.9.4'],
  replicas: 1,
  configuration: {},
  start: ({ metrics }) => {
    const messages: z.infer<typeof Message>[] = [];
    new Gauge({
      name: 'queue_depth',
      help: 'Messages in the queue',
      labelNames: ['queue'],
      registers: [metrics],
      collect() {
        this.set({ queue: 'mail' }, messages.length);
      },
    });
    new Gauge({
      name: 'queue_capacity',
      help: 'Maximum number of messages in the queue',
      labelNames: ['queue'],
      registers: [metrics],
    }).set({ queue: 'mail' }, capacity);

    return {
      handle: async (path, body) => {
        if (path === '/take') return { code: 200, body: { messages: messages.splice(0, Take.parse(body).most) } };
        const message = Message.parse(body);
        if (messages.length >= capacity) return { code: 503, body: { error: 'the queue is full' } };
        messages.push(message);
        return { code: 200, body: { depth: messages.length } };
      },
    };
  },
};
