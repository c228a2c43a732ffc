import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Catalogue } from '#configuration/catalogue';
import type { AlertRule } from '#core/evidence/observations';
import { observationsOf } from '#core/evidence/read-observations';
import { createPrometheusClient } from '#mcp/backends/prometheus';
import { selectorOf } from '#mcp/backends/promql';
import type { ToolHub } from '#mcp/client/hub';
import { prometheus } from '#mcp/servers/metrics/adapters/prometheus/adapter';
import { NotOnThisMachine } from '../../../../contracts/contract.ts';
import { describeMetrics } from '../../../../contracts/metrics.ts';
import { createBuiltInServer } from '../../../../support/built-in-server.ts';
import { type LivePrometheus, startLivePrometheus } from '../../../../support/live-prometheus.ts';
import { scrapeIntervalSeconds } from '../../../../support/scraped-shop.ts';
import { prometheusMetrics } from '../../../../support/worlds/prometheus-metrics.ts';
import { collectingAudit, hubOf, oneWordMasker, shopCatalogue } from '../../../../support/tool-server-parts.ts';
import { plainClient } from '../../../../support/plain-client.ts';

let live: LivePrometheus | undefined;
let why = '';
let hub: ToolHub;

beforeAll(async () => {
  try {
    live = await startLivePrometheus();
  } catch (error) {
    why = `no Prometheus on this machine: ${String(error)}`;
    return;
  }
  const misnamed = Catalogue.parse({
    ...shopCatalogue,
    services: {
      ...shopCatalogue.services,
      cart: { metrics: { requests: { metric: 'http_request_total', labels: {} } } },
      quiet: { metrics: { requests: { metric: 'http_requests_total', labels: { service: 'chekout' } } } },
    },
  });
  hub = hubOf(
    createBuiltInServer(
      {
        name: 'metrics',
        adapter: 'prometheus',
        environments: { production: { url: live.url, scrapeInterval: scrapeIntervalSeconds } },
      },
      {
        audit: collectingAudit(),
        masker: oneWordMasker,
        catalogue: misnamed,
        reportedChanges: { list: () => Promise.resolve([]) },
      },
    ),
  );
}, 120_000);

afterAll(async () => {
  await hub?.close();
  await live?.stop();
});

describeMetrics({
  adapter: prometheus,
  system: 'Prometheus 2.42',
  how: 'real',
  open: async () => {
    if (!live) throw new NotOnThisMachine(why);
    return prometheusMetrics(live.url);
  },
});

async function ask(tool: string, args: Record<string, unknown>) {
  return hub.callTool({ server: 'metrics', tool, arguments: { environment: 'production', ...args } });
}

async function envelopeOf(tool: string, args: Record<string, unknown>) {
  const reply = await ask(tool, args);
  if (reply.kind !== 'result') throw new Error(reply.message);
  return reply.envelope;
}

describe('the server metrics before a real Prometheus', () => {
  it('measures the golden signals of a service', async ({ skip }) => {
    skip(!live, why);
    const envelope = await envelopeOf('get_service_golden_signals', {
      service: 'checkout',
      window: { start: '-2s' },
    });
    const { data, hints, meta, warnings } = envelope;
    const measured = data as Record<string, number> & { saturation: unknown };
    expect(measured).toMatchObject({
      service: 'checkout',
      instances_up: 1,
      saturation: [{ name: 'database', ratio: 0.75 }],
    });
    expect(measured['requests_per_second']).toBeGreaterThan(30);
    expect(measured['requests_per_second']).toBeLessThan(50);
    expect(measured['error_ratio']).toBeCloseTo(0.125, 1);
    expect(measured['latency_p95_seconds']).toBeCloseTo(0.039, 3);
    expect([hints, warnings]).toEqual([[], []]);
    expect(meta.source).toBe(`prometheus ${live?.url}`);
    expect(observationsOf(envelope)).toMatchObject({ series: { length: 11 }, notes: [] });
  });

  it('compares two windows, with the errors of each version', async ({ skip }) => {
    skip(!live, why);
    const envelope = await envelopeOf('compare_time_periods', {
      services: ['checkout', 'payments'],
      baseline: { start: '-4s', end: '-2s' },
      current: { start: '-2s' },
    });
    const { services, series } = envelope.data as {
      services: { service: string; signals: Record<string, unknown>[] }[];
      series: { service: string; signal: string; points: [number, number][] }[];
    };
    const broken = services[0]?.signals.find(
      ({ signal, dimension }) =>
        signal === 'error_ratio' && JSON.stringify(dimension) === '{"name":"version","value":"v2"}',
    );
    expect(broken).toMatchObject({ unit: 'ratio' });
    expect((broken?.['current'] as { median: number }).median).toBeCloseTo(0.5, 1);
    expect(services[1]).toEqual({ service: 'payments', signals: [] });
    for (const { points } of series) {
      const times = points.map(([at]) => at);
      expect([...new Set(times)].sort((a, b) => a - b)).toEqual(times);
    }
    expect(observationsOf(envelope).notes).toEqual([]);
  });

  it('measures one version or each instance', async ({ skip }) => {
    skip(!live, why);
    const one = await envelopeOf('get_service_metrics', {
      service: 'checkout',
      signal: 'requests_per_second',
      version: 'v2',
      window: { start: '-2s' },
    });
    expect((one.data as { statistics: { median: number }[] }).statistics[0]?.median).toBeCloseTo(10, -1);
    const each = await envelopeOf('get_service_metrics', {
      service: 'checkout',
      signal: 'instances_up',
      by: 'instance',
    });
    expect(each.data).toMatchObject({ series: [{ dimension: { name: 'instance' } }] });
  });

  it.each([
    ['payments', 'No series of "http_requests_total" has service="payments"; it has: checkout.'],
    ['cart', 'There is no metric "http_request_total". Names like it: http_requests_total'],
    ['quiet', 'No series of "http_requests_total" has service="chekout"; it has: checkout.'],
  ])('says why %s has no requests, and what exists instead', async (service, words) => {
    if (!live) return expect(why).not.toBe('');
    const { hints } = await envelopeOf('get_service_golden_signals', { service });
    expect(hints.join('\n')).toContain(words);
  });

  it('says that a window lies before the data', async ({ skip }) => {
    skip(!live, why);
    const { hints } = await envelopeOf('get_service_golden_signals', {
      service: 'checkout',
      window: { start: '-2h', end: '-1h' },
    });
    expect(hints.join('\n')).toMatch(/has no samples in the window\. Its data begin at about 20/);
  });

  it('says of a version that does not exist which ones do', async ({ skip }) => {
    skip(!live, why);
    const { hints } = await envelopeOf('get_service_metrics', {
      service: 'checkout',
      signal: 'requests_per_second',
      version: 'v3',
    });
    expect(hints).toEqual(['No series of "http_requests_total" has version="v3"; it has: v1, v2.']);
  });

  it('evaluates the rule of an alert: what it measures, its threshold, and when it was violated', async ({ skip }) => {
    skip(!live, why);
    const labels = { alertname: 'HighErrorRate', service: 'checkout', severity: 'critical' };
    const envelope = await envelopeOf('evaluate_alert_rules', {
      alerts: [{ name: 'HighErrorRate', labels }, { name: 'NeverFires' }, { name: 'OfAnotherServer' }],
      window: { start: '-3s' },
    });
    expect(observationsOf(envelope)).toMatchObject({ rules: { length: 2 }, notes: [] });
    const { rules } = envelope.data as { rules: AlertRule[] };
    expect(rules[0]).toMatchObject({
      name: 'HighErrorRate',
      measured: 'sum by (service) (rate(http_requests_total{status=~"5.."}[5s]))',
      operator: '>',
      threshold: 1,
      selects_series: true,
      series: [{ labels: { service: 'checkout' } }],
    });
    const [series] = rules[0]!.series;
    expect(series?.points.at(-1)?.[1]).toBeGreaterThan(1);
    expect(series?.violated_at.at(-1)).toBe(series?.points.at(-1)?.[0]);
    expect(rules[1]).toMatchObject({ name: 'NeverFires', selects_series: false });
    expect(envelope.hints).toEqual([expect.stringContaining('OfAnotherServer')]);
  });

  it('evaluates the expression that an alert brings where no rule of that name is held', async ({ skip }) => {
    skip(!live, why);
    const alerts = [{ name: 'OfAnotherServer', expression: 'pool_in_use / pool_size > 0.5 and pool_size > 0' }];
    const { data } = await envelopeOf('evaluate_alert_rules', { alerts, window: { start: '-3s' } });
    const [rule] = (data as { rules: AlertRule[] }).rules;
    expect(rule).toMatchObject({ measured: 'pool_in_use / pool_size', threshold: 0.5 });
    expect(rule?.series[0]?.points.at(-1)?.[1]).toBe(0.75);
    expect(rule?.series[0]?.violated_at.length).toBe(rule?.series[0]?.points.length);
  });

  it('lists names of metrics', async ({ skip }) => {
    skip(!live, why);
    expect((await envelopeOf('list_metric_names', { prefix: 'pool_' })).data).toEqual({
      names: ['pool_in_use', 'pool_size'],
      total: 2,
    });
    expect((await envelopeOf('list_metric_names', { contains: 'requests' })).data).toMatchObject({ total: 1 });
    const none = await envelopeOf('list_metric_names', { prefix: 'pool_in_usee' });
    expect(none.hints).toEqual(['No such metric. Names like it: pool_in_use.']);
  });

  it('runs PromQL, within bounds, and gives its mistakes back in the words of Prometheus', async ({ skip }) => {
    skip(!live, why);
    const sum = await envelopeOf('query_metrics', { query: 'sum(up) # all', instant: true });
    expect(sum.data).toMatchObject({ results: [{ labels: {}, statistics: { median: 1 } }] });
    expect((await envelopeOf('query_metrics', { query: '1 + 1', instant: true })).data).toMatchObject({
      results: [{ statistics: { median: 2 } }],
    });
    expect(await ask('query_metrics', { query: 'sum(up' })).toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringContaining('parse error') as string,
    });
    expect(await ask('query_metrics', { query: 'up', step_seconds: 0.25, window: { start: '-1h' } })).toMatchObject({
      code: 'COST_EXCEEDED',
      message: expect.stringContaining('14,401 points per series; the limit is 1,000') as string,
    });
    expect(await ask('query_metrics', { query: 'up', window: { start: '-25h' } })).toMatchObject({
      code: 'INVALID_ARGUMENT',
    });
  });

  it('reads every label value as it was meant: the parser of Prometheus agrees', async ({ skip }) => {
    if (!live) return skip(why);
    const client = createPrometheusClient(plainClient(live.url));
    const value = fc.oneof(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }),
      fc.string({
        unit: fc.constantFrom('"', '\\', '}', '{', ',', '\n', '`', '#', '\ud800', 'n'),
        minLength: 1,
        maxLength: 20,
      }),
    );
    await fc.assert(
      fc.asyncProperty(value, async (text) => {
        // absent() of nothing gives back the labels of the selector as the parser has read them.
        const query = `absent(${selectorOf({ metric: 'nothing_has_this_name', labels: { a: text } })})`;
        const { series } = await client.query(query, Date.now() / 1_000, new AbortController().signal);
        expect(series[0]?.labels).toEqual({ a: text.replace(/\p{Surrogate}/gu, '\ufffd') });
      }),
      { numRuns: 100 },
    );
  });
});
