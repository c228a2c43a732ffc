import { z } from 'zod';

/** The faults injected into an instance. Empty means healthy. */
export const Behaviour = z.strictObject({
  /** Delays each request by a uniformly distributed time. */
  slow: z.strictObject({ fromMilliseconds: z.number(), toMilliseconds: z.number() }).optional(),
  /** Requests do not return the connections that they take from the pool. */
  leakConnections: z.boolean().optional(),
  /** The process exits this long after it started to serve, again after each restart. */
  crashAfterMilliseconds: z.number().positive().optional(),
  /** Answers everything with 503, including the health check. */
  refuse: z.boolean().optional(),
});
export type Behaviour = z.infer<typeof Behaviour>;
