import { z } from 'zod';

// Observations are what tools return for analysis. The analysis reads them by shape, never by tool name, so that a
// mounted third-party server can serve it too.

export const SignalName = z.enum([
  'requests_per_second',
  'error_ratio',
  'latency_p50_seconds',
  'latency_p95_seconds',
  'latency_p99_seconds',
  'saturation_ratio',
  'instances_up',
]);
export type SignalName = z.infer<typeof SignalName>;

/** One golden signal of one service over time. Points are `[unix seconds, value]`, ascending, gaps left out. */
export const Series = z.strictObject({
  service: z.string(),
  signal: SignalName,
  unit: z.enum(['per_second', 'ratio', 'seconds', 'count']),
  /** What one of several series of a signal stands for: the pool of a saturation, a version, an instance. */
  dimension: z.strictObject({ name: z.string(), value: z.string() }).optional(),
  step_seconds: z.number().positive(),
  points: z.array(z.tuple([z.number(), z.number()])),
});
export type Series = z.infer<typeof Series>;

export const ChangeKind = z.enum(['release', 'rollout', 'configuration', 'flag']);
export type ChangeKind = z.infer<typeof ChangeKind>;

/** Something that was changed on purpose. */
export const Change = z.strictObject({
  id: z.string(),
  kind: ChangeKind,
  service: z.string(),
  environment: z.string(),
  /** RFC 3339. */
  at: z.string(),
  version: z.string().optional(),
  previous_version: z.string().optional(),
  by: z.string().optional(),
  commit: z.string().optional(),
  url: z.string().optional(),
  summary: z.string().optional(),
  /** Who says so: `reported` by CI to the gateway, or the adapter's name. */
  source: z.string(),
});
export type Change = z.infer<typeof Change>;

/** One alert as the alerting back end sees it now. */
export const FiringAlert = z.strictObject({
  name: z.string(),
  state: z.enum(['firing', 'pending', 'suppressed', 'inactive']),
  service: z.string().optional(),
  severity: z.string().optional(),
  labels: z.record(z.string(), z.string()),
  annotations: z.record(z.string(), z.string()),
  /** RFC 3339. */
  active_since: z.string().optional(),
  value: z.number().optional(),
  /** The rule's expression, where the back end tells it. */
  expression: z.string().optional(),
});
export type FiringAlert = z.infer<typeof FiringAlert>;

/** The part of any tool's `data` that the analysis looks at. Everything is optional; other keys are ignored. */
export const Observations = z.object({
  series: z.array(Series).optional(),
  changes: z.array(Change).optional(),
  alerts: z.array(FiringAlert).optional(),
});
export type Observations = z.infer<typeof Observations>;
