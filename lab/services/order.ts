import { z } from 'zod';

/** An order, as a shopper sends it and as the services pass it on. */
export const Order = z.object({
  order: z.string(),
  currency: z.string().length(3),
  amount: z.number().positive(),
  item: z.string(),
});
export type Order = z.infer<typeof Order>;
