import { z } from 'zod';

/** Which end of a list is the newest, where it matters. A registry of our own: `.meta()` would show in tool schemas. */
const orders = z.registry<{ readonly newest: 'last' }>();

/** Declares that a list ascends in time, so that who has to cut it keeps its end. */
export function newestLast<List extends z.ZodArray>(list: List): List {
  orders.add(list, { newest: 'last' });
  return list;
}

export function isNewestLast(schema: z.core.$ZodType): boolean {
  return orders.get(schema)?.newest === 'last';
}
