import { z } from 'zod';
import { newestLast } from './list-order.ts';

// Observations are what tools return for analysis. The set of kinds is closed; each is a list under its own key of a
// tool's `data` (`ObservationLists`). The analysis reads the lists and never asks which tool they come from, so that a
// mounted third-party server can provide them too.
//
// An item says only what its answer does not say once for all: `service` may stand beside the list instead, and
// environment, back end and time are those of the answer's `meta` (`read-observations.ts` fills them in).

const Service = z.string().optional().describe('Default: `service` beside the list');
const BackEnd = z.string().optional().describe('Which back end says so, where an answer merges several');
const Time = z.string().refine((text) => !Number.isNaN(Date.parse(text)), 'not a time (RFC 3339)');

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

/** `[unix seconds, value]`, ascending, gaps left out. */
const Points = newestLast(z.array(z.tuple([z.number(), z.number()])));

/** One golden signal of one service over time. */
export const Series = z.object({
  service: z.string(),
  signal: SignalName,
  unit: z.enum(['per_second', 'ratio', 'seconds', 'count']),
  /** What one of several series of a signal stands for: the pool of a saturation, a version, an instance. */
  dimension: z.strictObject({ name: z.string(), value: z.string() }).optional(),
  step_seconds: z.number().positive(),
  points: Points,
  back_end: BackEnd,
});
export type Series = z.infer<typeof Series>;

export const ChangeKind = z.enum(['release', 'rollout', 'configuration', 'flag']);
export type ChangeKind = z.infer<typeof ChangeKind>;

/** Something that was changed on purpose. */
export const Change = z.object({
  id: z.string(),
  kind: ChangeKind,
  service: z.string(),
  environment: z.string(),
  at: Time,
  version: z.string().optional(),
  previous_version: z.string().optional(),
  by: z.string().optional(),
  commit: z.string().optional(),
  url: z.string().optional(),
  summary: z.string().optional(),
  /** Who reported it: `reported` by CI to the gateway, or the adapter's name. */
  source: z.string(),
});
export type Change = z.infer<typeof Change>;

/** One alert as the alerting back end sees it now. */
export const FiringAlert = z.object({
  name: z.string(),
  state: z.enum(['firing', 'pending', 'suppressed', 'inactive']),
  service: z.string().optional(),
  severity: z.string().optional(),
  labels: z.record(z.string(), z.string()),
  annotations: z.record(z.string(), z.string()),
  /** RFC 3339. */
  active_since: z.string().optional(),
  value: z.number().optional(),
  /** The rule's expression, where the back end provides it. */
  expression: z.string().optional(),
  back_end: BackEnd,
});
export type FiringAlert = z.infer<typeof FiringAlert>;

/** An alert's rule, evaluated over a window: what it measures, and when it was violated. */
const AlertRule = z.object({
  name: z.string(),
  expression: z.string(),
  measured: z.string().optional().describe('The side of the comparison that is measured; absent where none is plain'),
  operator: z.enum(['==', '!=', '>', '<', '>=', '<=']).optional(),
  threshold: z.number().optional(),
  selects_series: z.boolean().describe('False for a rule that looks at no metric, such as vector(1)'),
  step_seconds: z.number().positive(),
  series: z.array(
    z.object({
      labels: z.record(z.string(), z.string()),
      points: Points,
      violated_at: newestLast(z.array(z.number())).describe(
        'Unix seconds of the points at which the rule was violated',
      ),
    }),
  ),
  back_end: BackEnd,
});
export type AlertRule = z.infer<typeof AlertRule>;

export const EventKind = z.enum([
  'started',
  'start_failed',
  'crashed',
  'restarted',
  'lost',
  'stopped',
  'rollout_started',
  'rollout_completed',
  'rollout_failed',
  'other',
]);
export type EventKind = z.infer<typeof EventKind>;

/** Something that happened to an instance or a rollout. */
const InstanceEvent = z.object({
  at: Time,
  service: Service,
  kind: EventKind,
  instance: z.string().optional(),
  version: z.string().optional(),
  revision: z.number().int().optional(),
  message: z.string(),
  back_end: BackEnd,
});

/**
 * `unhealthy` runs and is not ready; `draining` gets no more calls and ends soon; `crashed` has ended and is to be
 * started again; `lost` cannot be reached, with its node.
 */
export const InstanceState = z.enum(['starting', 'healthy', 'unhealthy', 'draining', 'crashed', 'lost']);
export type InstanceState = z.infer<typeof InstanceState>;

/** One running copy of a service as it is now. */
export const Instance = z.object({
  name: z.string(),
  service: Service,
  state: InstanceState,
  version: z.string().optional(),
  restarts: z.number().int().optional(),
  started_at: z.string().optional().describe('When its present process started'),
  reason: z.string().optional().describe('Why it is failing; absent where it is not'),
  back_end: BackEnd,
});

/** How far the latest rollout of a service has come. */
export const RolloutState = z.enum(['complete', 'progressing', 'failed']);

/** How many instances a service is to have, and how many are ready. */
const Workload = z.object({
  service: Service,
  replicas: z.number().int().describe('Wanted'),
  ready: z.number().int(),
  rollout: z.strictObject({ state: RolloutState, message: z.string().optional() }).optional(),
  back_end: BackEnd,
});

/** What one instance uses now. Null: not measured, or no limit. */
export const ResourceUse = z.object({
  instance: z.string(),
  service: Service,
  cpu_cores: z.number().nullable(),
  cpu_limit_cores: z.number().nullable(),
  memory_bytes: z.number().nullable(),
  memory_limit_bytes: z.number().nullable(),
  problem: z.string().optional().describe('Why it was not measured'),
  back_end: BackEnd,
});
export type ResourceUse = z.infer<typeof ResourceUse>;

/** What one instance answered when it was asked whether it is healthy. */
const HealthCheck = z.object({
  instance: z.string(),
  service: Service,
  is_healthy: z.boolean(),
  state: InstanceState.optional().describe('As the back end holds it, whatever the instance answers'),
  status_code: z.number().int().nullable().optional(),
  took_ms: z.number().optional(),
  problem: z.string().optional(),
  back_end: BackEnd,
});

/** Log lines that differ in their variable parts only. */
const LogPattern = z.object({
  service: Service,
  pattern: z.string(),
  level: z.string().optional(),
  count: z.number().int(),
  is_new: z.boolean().optional().describe('Not seen before the window'),
  first_at: Time.optional(),
  last_at: Time.optional(),
  back_end: BackEnd,
});

/** Calls of one service by another, as traces or a mesh see them. */
const CallEdge = z.object({
  service: Service.describe('The caller. Default: `service` beside the list'),
  callee: z.string(),
  requests_per_second: z.number().optional(),
  error_ratio: z.number().optional(),
  latency_p95_seconds: z.number().optional(),
  back_end: BackEnd,
});

/** One unit of work of one request. */
const Span = z.object({
  service: Service,
  trace_id: z.string(),
  span_id: z.string(),
  parent_span_id: z.string().optional(),
  operation: z.string(),
  at: Time.describe('When it began'),
  duration_seconds: z.number().nonnegative(),
  is_error: z.boolean(),
  back_end: BackEnd,
});

/** The part of any tool's `data` that the analysis looks at: each kind under its key. Other keys are ignored. */
export const ObservationLists = {
  series: z.array(Series),
  changes: newestLast(z.array(Change)),
  alerts: z.array(FiringAlert),
  rules: z.array(AlertRule),
  events: newestLast(z.array(InstanceEvent)),
  instances: z.array(Instance),
  workloads: z.array(Workload),
  resource_use: z.array(ResourceUse),
  health_checks: z.array(HealthCheck),
  log_patterns: z.array(LogPattern),
  call_edges: z.array(CallEdge),
  spans: z.array(Span),
} as const;
export type ObservationKind = keyof typeof ObservationLists;
