import { z } from 'zod';

/** What an instance does wrong because a fault was put into it. Empty is healthy. */
export const Behaviour = z.strictObject({
  /** Each request takes this much longer, evenly spread. */
  slow: z.strictObject({ fromMilliseconds: z.number(), toMilliseconds: z.number() }).optional(),
  /** Connections that requests take from the pool are not given back. */
  leakConnections: z.boolean().optional(),
  /** Its process ends this long after it began to serve, and again each time it is restarted. */
  crashAfterMilliseconds: z.number().positive().optional(),
  /** It answers everything with 503, its health check included. */
  refuse: z.boolean().optional(),
});
export type Behaviour = z.infer<typeof Behaviour>;
