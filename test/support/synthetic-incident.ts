import type { DiagnoseInput } from '#core/analysis/diagnose';
import type { CatalogueService } from '#core/evidence/catalogue';
import type { Evidence } from '#core/evidence/evidence';
import type { AlertRule, Change, Series, SignalName } from '#core/evidence/observations';

/** The lab's services: who waits for whom. The mailer is fed by a queue, nobody waits for it. */
export const LAB: readonly CatalogueService[] = [
  { name: 'storefront', dependencies: ['checkout'] },
  { name: 'checkout', dependencies: ['payments', 'inventory'] },
  { name: 'payments', dependencies: ['ledger'] },
  { name: 'inventory', dependencies: ['stock'] },
  { name: 'ledger', dependencies: [] },
  { name: 'stock', dependencies: [] },
  { name: 'mailer', dependencies: [] },
];

/** A signal that takes another level some seconds after the fault. */
export interface Effect {
  readonly service: string;
  readonly signal: SignalName;
  readonly to: number;
  readonly delaySeconds?: number;
  /** How long it lasts; to the end where absent. */
  readonly forSeconds?: number;
}

export interface Incident {
  readonly alert: readonly string[];
  readonly effects?: readonly Effect[];
  /** `secondsBefore` the fault; negative is after it. */
  readonly changes?: readonly (Partial<Change> &
    Pick<Change, 'kind' | 'service'> & { readonly secondsBefore: number })[];
  readonly seed?: number;
  readonly stepSeconds?: number;
  readonly healthySeconds?: number;
  /** From the fault to the alert, and again from the alert to the end. */
  readonly alertAfterSeconds?: number;
  /** Seconds over which a rate climbs to its new level, as it does when it is taken over a window. */
  readonly climbSeconds?: number;
  readonly topology?: readonly CatalogueService[];
  readonly without?: readonly string[];
  readonly extraSeries?: readonly Series[];
  /** What the alert's rule measures over time, against a threshold of 0.05; by default it follows the effects. */
  readonly rule?: readonly (readonly [secondsAfterFault: number, value: number])[];
}

/** Unix seconds of every synthetic fault. */
export const FAULT_AT = 1_700_000_000;
const ENVIRONMENT = 'production';

const HEALTHY: Readonly<Record<SignalName, { level: number; noise: number; unit: Series['unit'] }>> = {
  requests_per_second: { level: 20, noise: 0.05, unit: 'per_second' },
  error_ratio: { level: 0.001, noise: 0.5, unit: 'ratio' },
  latency_p50_seconds: { level: 0.02, noise: 0.06, unit: 'seconds' },
  latency_p95_seconds: { level: 0.05, noise: 0.08, unit: 'seconds' },
  latency_p99_seconds: { level: 0.08, noise: 0.1, unit: 'seconds' },
  saturation_ratio: { level: 0.3, noise: 0.05, unit: 'ratio' },
  instances_up: { level: 2, noise: 0, unit: 'count' },
};

/** Seeded uniform numbers from 0 to 1 (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function evidenceOf(name: string, data: unknown): Evidence {
  return {
    id: `ev_${name}`,
    tool: 'metrics.get_service_golden_signals',
    toolHash: 'sha256:0',
    arguments: { service: name },
    server: 'metrics',
    environment: ENVIRONMENT,
    payload: {
      data,
      meta: { source: 'synthetic', environment: ENVIRONMENT, took_ms: 1, cached: false, truncated: false },
      warnings: [],
      hints: [],
    },
  };
}

export function at(unixSeconds: number): string {
  return new Date(unixSeconds * 1000).toISOString();
}

/** A series with one value per step, from `start` on. */
export function seriesOf(
  service: string,
  signal: SignalName,
  values: readonly number[],
  options: { start?: number; step?: number; dimension?: { name: string; value: string } } = {},
): Series {
  const { start = FAULT_AT, step = 5, dimension } = options;
  return {
    service,
    signal,
    unit: HEALTHY[signal].unit,
    ...(dimension ? { dimension } : {}),
    step_seconds: step,
    points: values.map((value, index): [number, number] => [start + index * step, value]),
  };
}

/** The name of the rule that fires in every synthetic incident. */
export const RULE = 'SomethingIsWrong';

/** The answer of a tool that evaluates that rule. */
export function ruleOf(points: readonly (readonly [number, number])[], change: Partial<AlertRule> = {}): AlertRule {
  const violated = points.filter(([, value]) => value > 0.05).map(([time]) => time);
  return {
    name: RULE,
    expression: 'wrong > 0.05',
    measured: 'wrong',
    operator: '>',
    threshold: 0.05,
    selects_series: true,
    step_seconds: 5,
    series: [{ labels: {}, points: points.map(([time, value]) => [time, value]), violated_at: violated }],
    ...change,
  };
}

/** The input of `diagnose` for an incident: one piece of evidence per service, and one with the changes. */
export function syntheticIncident(incident: Incident): DiagnoseInput {
  const { alert, effects = [], changes = [], seed = 1, stepSeconds = 5, healthySeconds = 60, without = [] } = incident;
  const { alertAfterSeconds = 10, climbSeconds = 0, topology = LAB, extraSeries = [] } = incident;
  const random = seeded(seed);
  const startedAt = FAULT_AT + alertAfterSeconds;
  const end = startedAt + alertAfterSeconds;
  const count = Math.floor((end - FAULT_AT + healthySeconds) / stepSeconds) + 1;
  const times = Array.from({ length: count }, (_, index) => FAULT_AT - healthySeconds + index * stepSeconds);

  const valueAt = (service: string, signal: SignalName, time: number): number => {
    const { level, noise } = HEALTHY[signal];
    const jitter = 1 + noise * (random() + random() - 1);
    const effect = effects.find((candidate) => candidate.service === service && candidate.signal === signal);
    if (!effect) return level * jitter;
    const since = time - FAULT_AT - (effect.delaySeconds ?? 0);
    if (since < 0 || since >= (effect.forSeconds ?? Infinity)) return level * jitter;
    const share = climbSeconds === 0 ? 1 : Math.min(1, (since + stepSeconds) / climbSeconds);
    return (level + share * (effect.to - level)) * (signal === 'instances_up' ? 1 : jitter);
  };
  const goldenSignals = (service: string): Series[] =>
    (Object.keys(HEALTHY) as SignalName[]).map((signal) => ({
      service,
      signal,
      unit: HEALTHY[signal].unit,
      ...(signal === 'saturation_ratio' ? { dimension: { name: 'pool', value: 'connections' } } : {}),
      step_seconds: stepSeconds,
      points: times.map((time): [number, number] => [time, valueAt(service, signal, time)]),
    }));

  const hurtAt = (time: number) =>
    effects.some((effect) => {
      const since = time - FAULT_AT - (effect.delaySeconds ?? 0);
      const hurts = effect.signal !== 'requests_per_second';
      return hurts && alert.includes(effect.service) && since >= 0 && since < (effect.forSeconds ?? Infinity);
    });
  const rule = ruleOf(
    incident.rule?.map(([after, value]) => [FAULT_AT + after, value] as const) ??
      times.map((time) => [time, hurtAt(time) ? 0.3 : 0.001] as const),
    { step_seconds: stepSeconds },
  );
  const observed = topology.filter(({ name }) => !without.includes(name));
  return {
    alert: { services: alert, startedAt, firing: [RULE] },
    now: end,
    topology,
    evidence: [
      ...observed.map(({ name }) =>
        evidenceOf(name, {
          series: [...goldenSignals(name), ...extraSeries.filter(({ service }) => service === name)],
        }),
      ),
      ...(without.includes('rule') ? [] : [evidenceOf('rule', { rules: [rule] })]),
      ...(without.includes('changes')
        ? []
        : [
            evidenceOf('changes', {
              changes: changes.map(({ secondsBefore, ...change }) => ({
                id: `${change.kind}-${change.service}`,
                environment: ENVIRONMENT,
                source: 'reported',
                at: at(FAULT_AT - secondsBefore),
                ...change,
              })),
            }),
          ]),
    ],
  };
}

const upstream = (services: readonly string[], signal: SignalName, to: number): Effect[] =>
  services.map((service) => ({ service, signal, to }));

/** The faults of the lab as they show in golden signals, with the decoy that goes out at the same time. */
export const FAULTS = {
  badRelease: {
    alert: ['checkout'],
    effects: [
      ...upstream(['storefront', 'checkout'], 'error_ratio', 0.14),
      { service: 'payments', signal: 'error_ratio', to: 0.3 },
      { service: 'ledger', signal: 'requests_per_second', to: 14 },
    ],
    changes: [
      { kind: 'release', service: 'payments', version: 'v1.8.3', previous_version: 'v1.8.2', secondsBefore: 3 },
      { kind: 'configuration', service: 'mailer', secondsBefore: 3 },
    ],
  },
  slowInventory: {
    alert: ['checkout'],
    effects: [
      ...upstream(['storefront', 'checkout', 'inventory'], 'latency_p95_seconds', 0.5),
      ...upstream(['storefront', 'checkout', 'inventory'], 'latency_p99_seconds', 0.6),
      ...upstream(['storefront', 'checkout', 'inventory'], 'latency_p50_seconds', 0.4),
      { service: 'checkout', signal: 'saturation_ratio', to: 0.99 },
    ],
  },
  poolExhausted: {
    alert: ['checkout'],
    effects: [
      ...upstream(['storefront', 'checkout', 'payments'], 'latency_p95_seconds', 1.2),
      ...upstream(['storefront', 'checkout', 'payments'], 'error_ratio', 0.1),
      { service: 'payments', signal: 'saturation_ratio', to: 1 },
      { service: 'ledger', signal: 'requests_per_second', to: 8 },
    ],
  },
  checkoutInstanceKilled: {
    alert: ['storefront'],
    effects: [
      { service: 'storefront', signal: 'error_ratio', to: 0.4 },
      { service: 'checkout', signal: 'instances_up', to: 1 },
      { service: 'checkout', signal: 'requests_per_second', to: 11 },
      { service: 'payments', signal: 'requests_per_second', to: 11 },
    ],
  },
  paymentsInstanceKilled: {
    alert: ['checkout'],
    effects: [
      ...upstream(['storefront', 'checkout'], 'error_ratio', 0.4),
      { service: 'payments', signal: 'instances_up', to: 1 },
      { service: 'ledger', signal: 'requests_per_second', to: 11 },
    ],
  },
} as const satisfies Record<string, Incident>;
