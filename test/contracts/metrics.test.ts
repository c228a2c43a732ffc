import type { Series } from '#core/evidence/observations';
import { ToolFailure } from '#mcp/kit/tool-failure';
import type { MetricsBackEnd, SignalRequest } from '#mcp/servers/metrics/back-end';
import { unitOf } from '#mcp/servers/metrics/statistics';
import { describeBreaking } from './describe-breaking.ts';
import { metricsContract, type MetricsFacts } from './metrics.ts';

const any = { metric: 'x', labels: {} };
const facts: MetricsFacts = {
  service: 'checkout',
  selectors: {
    requests: any,
    errors: any,
    latency: any,
    saturation: [{ name: 'database', used: any, limit: any }],
    instances: any,
  },
  pool: 'database',
  versions: ['v1', 'v2'],
  instances: 1,
  window: () => ({ startSeconds: 100, endSeconds: 104 }),
  stepSeconds: 1,
  alert: async () => ({ name: 'HighErrorRate', severity: 'critical', expression: 'rate(' }),
  names: { prefix: 'pool_', found: ['pool_in_use', 'pool_size'], part: 'in_use' },
  raw: { several: 'requests', series: 2, uncountable: '1 + 1' },
};

const values = {
  requests_per_second: 10,
  error_ratio: 0.1,
  latency_p50_seconds: 0.1,
  latency_p95_seconds: 0.2,
  latency_p99_seconds: 0.3,
  saturation_ratio: 0.75,
  instances_up: 1,
};

function seriesOf(request: SignalRequest, version?: string): Series {
  const { service, signal, startSeconds, endSeconds, stepSeconds } = request;
  const value = values[signal] / (version === undefined ? 1 : 2);
  const points: [number, number][] = [];
  for (let at = startSeconds; at <= endSeconds; at += stepSeconds) points.push([at, value]);
  const dimension = request.by === undefined ? undefined : { name: request.by, value: version ?? '' };
  return { service, signal, unit: unitOf[signal], dimension, step_seconds: stepSeconds, points };
}

const backEnd: MetricsBackEnd = {
  source: 'memory',
  scrapeIntervalSeconds: 1,
  async readSignal(request) {
    if (!request.selectors.requests) return undefined;
    const { by, version } = request;
    const answer = (series: readonly Series[]) => ({ series, query: 'sum(x)', warnings: [] });
    if (by === 'version') return answer(facts.versions.map((one) => seriesOf(request, one)));
    if (version !== undefined && !facts.versions.includes(version)) return answer([]);
    return answer([seriesOf(request, version)]);
  },
  explainEmpty: async ({ version }) => [`Nothing has version ${version}; it has: v1, v2.`],
  async readRaw({ query, startSeconds, endSeconds, stepSeconds }) {
    if (query === '((') throw new ToolFailure('INVALID_ARGUMENT', 'It cannot be read.');
    const points =
      stepSeconds === undefined ? [[endSeconds, 1] as const] : [[startSeconds, 1] as const, [endSeconds, 1] as const];
    return { series: facts.versions.map((version) => ({ labels: { version }, points })), warnings: [] };
  },
  countRaw: async ({ query }) => (query === facts.raw.several ? 2 : undefined),
  alerts: async () => ({
    alerts: [
      {
        name: 'HighErrorRate',
        state: 'firing',
        service: 'checkout',
        severity: 'critical',
        labels: {},
        annotations: {},
        active_since: '2026-01-01T00:00:00Z',
        expression: 'rate(errors[5m]) > 1',
      },
    ],
    warnings: [],
  }),
  unseenErrors: async ({ selectors: { errors } }) => ({
    beforeFirstSample: 0,
    neverMatched: errors?.metric === any.metric ? [] : [`There is no metric "${errors?.metric}".`],
  }),
  evaluateRules: async ({ alerts, endSeconds, stepSeconds }) => ({
    rules: alerts
      .filter(({ name }) => name === 'HighErrorRate')
      .map(({ name }) => ({
        name,
        expression: 'rate(errors[5m]) > 1',
        measured: 'rate(errors[5m])',
        operator: '>',
        threshold: 1,
        selects_series: true,
        step_seconds: stepSeconds,
        series: [{ labels: {}, points: [[endSeconds, 2]], violated_at: [endSeconds] }],
      })),
    warnings: [],
  }),
  metricNames: async ({ prefix = '', contains = '' }) =>
    ['pool_in_use', 'pool_size', 'up'].filter((name) => name.startsWith(prefix) && name.includes(contains)),
};

/** Every series of a signal changed. */
const reading =
  (change: (series: Series, request: SignalRequest) => Series) =>
  (right: MetricsBackEnd): Partial<MetricsBackEnd> => ({
    readSignal: async (request, signal) => {
      const answer = await right.readSignal(request, signal);
      return answer && { ...answer, series: answer.series.map((one) => change(one, request)) };
    },
  });

describeBreaking(metricsContract, () => ({ backEnd, facts }), {
  // Percent instead of a ratio.
  'every golden signal that the catalogue locates has points': reading((one) => ({
    ...one,
    points: one.points.map(([at, value]) => [at, one.unit === 'ratio' ? value * 100 : value]),
  })),
  'points ascend, lie in the window, and are a step apart': reading((one) => ({
    ...one,
    points: [...one.points].reverse(),
  })),
  'undefined where the catalogue has no selector for a signal': () => ({
    readSignal: async () => ({ series: [], query: 'sum(x)', warnings: [] }),
  }),
  'no series where nothing was found': (right) => ({
    readSignal: async (request, signal) =>
      (await right.readSignal(request, signal)) && {
        series: [{ ...seriesOf(request), points: [] }],
        query: 'sum(x)',
        warnings: [],
      },
  }),
  'one series per version, or of one version': (right) => ({
    readSignal: ({ version: _, ...request }, signal) => right.readSignal(request, signal),
  }),
  'explainEmpty() says why a signal has no points, and what exists instead': () => ({
    explainEmpty: async () => ['There is nothing.'],
  }),
  'readRaw() gives points over a window, or one value each at its end': (right) => ({
    readRaw: (request, signal) => right.readRaw({ ...request, stepSeconds: request.stepSeconds ?? 1 }, signal),
  }),
  'countRaw() says how many series a query gives; undefined where that cannot be said before': () => ({
    countRaw: async () => 1,
  }),
  'a raw query that is wrong is INVALID_ARGUMENT, or a warning where another back end takes it': () => ({
    readRaw: async () => ({ series: [], warnings: [] }),
  }),
  'alerts are those that the rules hold, with their expressions': (right) => ({
    alerts: async (signal) => {
      const { alerts, warnings } = await right.alerts(signal);
      return { alerts: alerts.map((one) => ({ ...one, expression: '' })), warnings };
    },
  }),
  "evaluateRules() measures what an alert's rule compares, and when it was violated; unknown rules are left out": (
    right,
  ) => ({
    evaluateRules: async (request, signal) => {
      const { rules, warnings } = await right.evaluateRules(request, signal);
      const calm = rules.map((rule) => ({ ...rule, series: rule.series.map((one) => ({ ...one, violated_at: [] })) }));
      return { rules: calm, warnings };
    },
  }),
  'unseenErrors() are none where series of errors were there before; a selector that never matched is said': () => ({
    unseenErrors: async () => ({ beforeFirstSample: 0, neverMatched: [] }),
  }),
  'metricNames() are those with a prefix or a part': (right) => ({
    metricNames: ({ prefix }, signal) => right.metricNames({ contains: prefix }, signal),
  }),
});
