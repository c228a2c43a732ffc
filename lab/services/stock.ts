import { z } from 'zod';
import type { Service } from './service.ts';
import { work } from './work.ts';

const Hold = z.object({ order: z.string(), item: z.string() });

export const stock: Service = {
  name: 'stock',
  owner: 'data',
  description: 'The data store of inventory',
  dependencies: [],
  versions: ['v15.4.0', 'v15.4.1'],
  replicas: 1,
  configuration: {},
  start: () => {
    const held = new Map<string, number>();
    return {
      handle: async (_path, body) => {
        const { item } = Hold.parse(body);
        await work(2, 6);
        const count = (held.get(item) ?? 0) + 1;
        held.set(item, count);
        return { code: 200, body: { item, held: count } };
      },
    };
  },
};
