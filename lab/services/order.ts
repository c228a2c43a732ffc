import { z } from 'zod';

/** What a shopper sends, and what travels through the chain. */
export const Order = z.object({
  order: z.string(),
  currency: z.string().length(3),
  amount: z.number().positive(),
  item: z.string(),
});
export type Order = z.infer<typeof Order>;
