import { expect } from 'vitest';
import type { ToolFailure } from '#mcp/kit/tool-failure';
import type { MetricsBackEnd, SignalRequest } from '#mcp/servers/metrics/back-end';
import { combineMetrics } from '#mcp/servers/metrics/combine';
import type { GoldenSignalSelectors } from '#mcp/servers/metrics/locator';
import type { Clause, Contract, Subject } from './contract.ts';
import { describeContract } from './describe-contract.ts';

/** What a world of the port MetricsBackEnd shows: one service with two versions and traffic until now. */
export interface MetricsFacts {
  readonly service: string;
  /** Of every signal; saturation of one pool. */
  readonly selectors: GoldenSignalSelectors;
  readonly pool: string;
  /** Sorted. */
  readonly versions: readonly string[];
  readonly instances: number;
  /** Ends now; in all of it there are samples. */
  window(): { readonly startSeconds: number; readonly endSeconds: number };
  readonly stepSeconds: number;
  /** Of an alert that fires. */
  alert(): Promise<{ readonly name: string; readonly severity: string; readonly expression: string }>;
  /** All names of metrics with this prefix, sorted, and a part of one of them alone. */
  readonly names: { readonly prefix: string; readonly found: readonly string[]; readonly part: string };
  /** In the back end's own language: one that gives several series, and one whose series cannot be counted or that is wrong. */
  readonly raw: { readonly several: string; readonly series: number; readonly uncountable: string };
}

function request(facts: MetricsFacts, changes: Partial<SignalRequest> = {}): SignalRequest {
  const { service, selectors, stepSeconds } = facts;
  return { service, selectors, signal: 'requests_per_second', stepSeconds, ...facts.window(), ...changes };
}

const clauses: readonly Clause<MetricsBackEnd, MetricsFacts>[] = [
  {
    sentence: 'every golden signal that the catalogue locates has points',
    async check(world) {
      const { backEnd, signal, pool, instances, service } = world;
      const last = async (changes: Partial<SignalRequest>) => {
        const answer = await backEnd.readSignal(request(world, changes), signal);
        expect(answer).toMatchObject({ series: [{ service, signal: changes.signal }], warnings: [] });
        expect(answer?.query).not.toBe('');
        return answer!.series[0]!.points.at(-1)?.[1];
      };
      expect(await last({ signal: 'requests_per_second' })).toBeGreaterThan(0);
      for (const ratio of [{ signal: 'error_ratio' }, { signal: 'saturation_ratio', pool }] as const) {
        const found = await last(ratio);
        expect(found).toBeGreaterThan(0);
        expect(found).toBeLessThan(1);
      }
      const p50 = (await last({ signal: 'latency_p50_seconds' }))!;
      expect(p50).toBeGreaterThan(0);
      expect(await last({ signal: 'latency_p95_seconds' })).toBeGreaterThanOrEqual(p50);
      expect(await last({ signal: 'instances_up' })).toBe(instances);
    },
  },
  {
    sentence: 'points ascend, lie in the window, and are a step apart',
    async check(world) {
      const asked = request(world);
      const { points, step_seconds } = (await world.backEnd.readSignal(asked, world.signal))!.series[0]!;
      expect(step_seconds).toBe(asked.stepSeconds);
      expect(points.length).toBeGreaterThan(1);
      expect(points.length).toBeLessThanOrEqual((asked.endSeconds - asked.startSeconds) / asked.stepSeconds + 1);
      const times = points.map(([at]) => at);
      expect(times).toEqual([...times].sort((a, b) => a - b));
      expect(times.filter((at) => at < asked.startSeconds || at > asked.endSeconds)).toEqual([]);
      for (const [index, at] of times.slice(1).entries()) {
        const steps = (at - times[index]!) / asked.stepSeconds;
        expect(steps).toBeGreaterThanOrEqual(0.99);
        expect(Math.abs(steps - Math.round(steps))).toBeLessThan(0.01);
      }
    },
  },
  {
    sentence: 'undefined where the catalogue has no selector for a signal',
    async check(world) {
      const selectors: GoldenSignalSelectors = { saturation: [] };
      expect(await world.backEnd.readSignal(request(world, { selectors }), world.signal)).toBeUndefined();
    },
  },
  {
    sentence: 'no series where nothing was found',
    async check(world) {
      const answer = await world.backEnd.readSignal(request(world, { version: 'no-such-version' }), world.signal);
      expect(answer).toMatchObject({ series: [], warnings: [] });
    },
  },
  {
    sentence: 'one series per version, or of one version',
    async check(world) {
      const read = async (changes: Partial<SignalRequest>) =>
        (await world.backEnd.readSignal(request(world, changes), world.signal))!.series;
      const each = await read({ by: 'version' });
      expect(each.map(({ dimension }) => dimension?.value).sort()).toEqual(world.versions);
      expect(new Set(each.map(({ dimension }) => dimension?.name))).toEqual(new Set(['version']));
      const whole = (await read({}))[0]!.points.at(-1)![1];
      const part = (await read({ version: world.versions[0] }))[0]!.points.at(-1)![1];
      expect(part).toBeGreaterThan(0);
      expect(part).toBeLessThan(whole);
    },
  },
  {
    sentence: 'explainEmpty() says why a signal has no points, and what exists instead',
    async check(world) {
      const reasons = await world.backEnd.explainEmpty(request(world, { version: 'no-such-version' }), world.signal);
      const text = reasons.join('\n');
      expect(text).toContain('no-such-version');
      for (const version of world.versions) expect(text).toContain(version);
    },
  },
  {
    sentence: 'readRaw() gives points over a window, or one value each at its end',
    async check({ backEnd, signal, raw, stepSeconds, window }) {
      const asked = { query: raw.several, ...window() };
      const over = await backEnd.readRaw({ ...asked, stepSeconds }, signal);
      expect(over.series).toHaveLength(raw.series);
      expect(over.series[0]!.points.length).toBeGreaterThan(1);
      const at = await backEnd.readRaw(asked, signal);
      expect(at.series.map(({ points }) => points.length)).toEqual(over.series.map(() => 1));
      for (const { points } of at.series) expect(points[0]![0]).toBeCloseTo(asked.endSeconds, 2);
    },
  },
  {
    sentence: 'countRaw() says how many series a query gives; undefined where that cannot be said before',
    async check({ backEnd, signal, raw, window }) {
      const count = (query: string) => backEnd.countRaw({ query, ...window() }, signal);
      expect(await count(raw.several)).toBe(raw.series);
      expect(await count(raw.uncountable)).toBeUndefined();
    },
  },
  {
    sentence: 'a raw query that is wrong is INVALID_ARGUMENT, or a warning where another back end takes it',
    async check({ backEnd, signal, window }) {
      const end = await backEnd.readRaw({ query: '((', ...window() }, signal).then(
        ({ warnings }) => (warnings.length > 0 ? 'INVALID_ARGUMENT' : 'an answer'),
        (error: unknown) => (error as ToolFailure).code,
      );
      expect(end).toBe('INVALID_ARGUMENT');
    },
  },
  {
    sentence: 'alerts are those that the rules hold, with their expressions',
    async check({ backEnd, signal, service, alert }) {
      const { name, severity, expression } = await alert();
      const { alerts, warnings } = await backEnd.alerts(signal);
      expect(warnings).toEqual([]);
      const found = alerts.filter((one) => one.name === name);
      expect(found).toMatchObject([{ state: 'firing', service, severity }]);
      expect(found[0]!.expression).toContain(expression);
      expect(Date.parse(found[0]!.active_since ?? '')).toBeLessThanOrEqual(Date.now());
    },
  },
  {
    sentence:
      "evaluateRules() measures what an alert's rule compares, and when it was violated; unknown rules are left out",
    async check(world) {
      const { backEnd, signal, service, stepSeconds } = world;
      const { name, severity, expression } = await world.alert();
      const alerts = [
        { name, labels: { service, severity } },
        { name: 'OfNobody', labels: { service, severity } },
      ];
      const { rules, warnings } = await backEnd.evaluateRules({ alerts, ...world.window(), stepSeconds }, signal);
      expect(warnings).toEqual([]);
      expect(rules).toMatchObject([{ name, selects_series: true, step_seconds: stepSeconds }]);
      const [rule] = rules;
      expect(rule!.expression).toContain(expression);
      const [series] = rule!.series;
      const [last, value] = series!.points.at(-1)!;
      expect(series!.violated_at.at(-1)).toBe(last);
      expect(rule!.operator).toBe('>');
      expect(value).toBeGreaterThan(rule!.threshold!);
    },
  },
  {
    sentence: 'unseenErrors() are none where series of errors were there before; a selector that never matched is said',
    async check({ backEnd, signal, service, selectors, window }) {
      const check = (errors: GoldenSignalSelectors['errors']) =>
        backEnd.unseenErrors({ service, selectors: { ...selectors, errors }, ...window(), isZero: true }, signal);
      expect(await check(selectors.errors)).toEqual({ beforeFirstSample: 0, neverMatched: [] });
      const { beforeFirstSample, neverMatched } = await check({ metric: 'nothing_has_this_name', labels: {} });
      expect(beforeFirstSample).toBe(0);
      expect(neverMatched.join()).toContain('nothing_has_this_name');
    },
  },
  {
    sentence: 'metricNames() are those with a prefix or a part',
    async check({ backEnd, signal, names: { prefix, found, part } }) {
      expect([...(await backEnd.metricNames({ prefix }, signal))].sort()).toEqual(found);
      const containing = await backEnd.metricNames({ contains: part }, signal);
      expect(containing).toEqual(found.filter((name) => name.includes(part)));
      expect((await backEnd.metricNames({}, signal)).length).toBeGreaterThan(found.length);
    },
  },
];

const empty = { series: [], warnings: [] };

export const metricsContract: Contract<MetricsBackEnd, MetricsFacts> = {
  server: 'metrics',
  clauses,
  neighbour: () => ({
    source: 'memory',
    scrapeIntervalSeconds: 0.1,
    readSignal: async () => undefined,
    unseenErrors: async () => ({ beforeFirstSample: 0, neverMatched: ['memory has nothing_has_this_name not'] }),
    explainEmpty: async () => [],
    readRaw: async () => empty,
    countRaw: async () => undefined,
    alerts: async () => ({ alerts: [], warnings: [] }),
    evaluateRules: async () => ({ rules: [], warnings: [] }),
    metricNames: async () => [],
  }),
  combine: combineMetrics,
  asks: (backEnd, facts, signal) => [
    () => backEnd.readSignal(request(facts), signal),
    () => backEnd.explainEmpty(request(facts), signal),
    () => backEnd.readRaw({ query: facts.raw.several, ...facts.window() }, signal),
    () => backEnd.countRaw({ query: facts.raw.several, ...facts.window() }, signal),
    () => backEnd.alerts(signal),
    () =>
      backEnd.evaluateRules(
        {
          alerts: [{ name: 'A', labels: {}, expression: facts.raw.several }],
          ...facts.window(),
          stepSeconds: facts.stepSeconds,
        },
        signal,
      ),
    () =>
      backEnd.unseenErrors(
        { service: facts.service, selectors: facts.selectors, ...facts.window(), isZero: false },
        signal,
      ),
    () => backEnd.metricNames({}, signal),
  ],
  calls: {
    compare_time_periods: ({ service }) => ({
      arguments: { services: [service], baseline: { start: '-4s', end: '-2s' }, current: { start: '-2s' } },
      data: { services: [{ service }] },
    }),
    evaluate_alert_rules: async ({ alert }) => {
      const { name } = await alert();
      return { arguments: { alerts: [{ name }], window: { start: '-2s' } }, data: { rules: [{ name }] } };
    },
    get_service_golden_signals: ({ service, instances, pool }) => ({
      arguments: { service, window: { start: '-2s' } },
      data: { service, instances_up: instances, saturation: [{ name: pool }] },
    }),
    get_service_metrics: ({ service, versions: [version] }) => ({
      arguments: { service, signal: 'requests_per_second', version, window: { start: '-2s' } },
      data: { series: [{ service, signal: 'requests_per_second' }] },
    }),
    list_firing_alerts: async ({ alert }) => {
      const { name } = await alert();
      return { arguments: {}, data: { alerts: [{ name, state: 'firing' }], total: 1 } };
    },
    list_metric_names: ({ names: { prefix, found } }) => ({
      arguments: { prefix },
      data: { names: found, total: found.length },
    }),
    query_metrics: ({ raw }) => ({
      arguments: { query: raw.several, instant: true },
      data: { results: Array.from({ length: raw.series }, () => ({})) },
    }),
  },
};

/** The tests of an adapter of the server metrics before one system. */
export function describeMetrics(subject: Subject<MetricsBackEnd, MetricsFacts>): void {
  describeContract(metricsContract, subject);
}
