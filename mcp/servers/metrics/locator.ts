import { z } from 'zod';
import { LocatedPattern, LocatedText } from '#settings/located-text';

/** Any name that Prometheus 3 takes: UTF-8 without control characters. */
const Name = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}\p{Surrogate}]+$/u, 'a name has no control characters');

/** Which series to take: a metric and its labels, each a value or `{ matches: <regular expression> }`. */
const Selector = z.strictObject({
  metric: Name,
  labels: z.record(Name, z.union([LocatedText, LocatedPattern])).default({}),
});

/** Where a service's golden signals are found. What is left out is reported as not configured, never guessed. */
export const GoldenSignalSelectors = z.strictObject({
  /** A counter of requests. */
  requests: Selector.optional(),
  /** A counter of the requests that failed. */
  errors: Selector.optional(),
  /** The `_bucket` series of a latency histogram, in seconds. */
  latency: Selector.optional(),
  /** Gauges of what runs out: pools, queues, memory. */
  saturation: z.array(z.strictObject({ name: z.string().min(1), used: Selector, limit: Selector })).default([]),
  /** `up` of the service's instances. */
  instances: Selector.optional(),
  /** The label that carries the version, where instances have one. */
  versionLabel: Name.optional(),
});
export type GoldenSignalSelectors = z.infer<typeof GoldenSignalSelectors>;
