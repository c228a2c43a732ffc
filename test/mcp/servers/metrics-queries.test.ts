import { afterEach, describe, expect, it } from 'vitest';
import { createBuiltInServer } from '../../support/built-in-server.ts';
import {
  matrix,
  type PrometheusDouble,
  type ScriptedAnswer,
  startPrometheusDouble,
} from '../../support/prometheus-double.ts';
import { collectingAudit, hubOf, oneWordMasker, shopCatalogue } from '../../support/tool-server-parts.ts';

let double: PrometheusDouble | undefined;
afterEach(async () => {
  const used = double;
  double = undefined;
  await used?.finish();
});

const now = new Date('2026-11-21T03:05:00Z');
const atSeconds = now.getTime() / 1_000;

async function ask(script: readonly ScriptedAnswer[], tool: string, args: Record<string, unknown>, scrapeInterval = 1) {
  double = await startPrometheusDouble(script);
  const hub = hubOf(
    createBuiltInServer(
      {
        name: 'metrics',
        adapter: 'prometheus',
        environments: { production: { url: double.url, scrapeInterval } },
      },
      {
        audit: collectingAudit(),
        masker: oneWordMasker,
        catalogue: shopCatalogue,
        reportedChanges: { list: () => Promise.resolve([]) },
        now: () => now,
      },
    ),
  );
  const reply = await hub.callTool({ server: 'metrics', tool, arguments: { environment: 'production', ...args } });
  await hub.close();
  return reply;
}

const one = (...values: (readonly [number, string])[]) => matrix({ values });
const range = (wanted: string | readonly string[], data: unknown): ScriptedAnswer => ({
  path: 'query_range',
  with: { query: wanted },
  data,
});

const vector = (...values: string[]) => ({
  resultType: 'vector',
  result: values.map((value) => ({ metric: {}, value: [atSeconds, value] })),
});
const firstSamples = (...values: string[]): ScriptedAnswer => ({
  path: 'query',
  with: {
    query: [
      'sum(min_over_time(http_requests_total{service="checkout",status=~"5.."}[',
      's]) unless http_requests_total',
      ' offset ',
    ],
  },
  data: vector(...values),
});

/** One entry per query of the golden signals, each with a point a minute ago and one now. */
function goldenScript(
  changes: { errors?: unknown; byVersion?: unknown; unseen?: readonly ScriptedAnswer[] } = {},
): ScriptedAnswer[] {
  const points = (value: string) => one([atSeconds - 60, value], [atSeconds, value]);
  const versions = matrix({ metric: { version: 'v1' }, values: [[atSeconds, '9']] });
  return [
    range('sum by (version) (rate(http_requests_total{service="checkout"}', changes.byVersion ?? versions),
    range('(sum(rate(http_requests_total{service="checkout",status=~"5.."}', changes.errors ?? points('0.25')),
    range('histogram_quantile(0.5,', points('0.1')),
    range('histogram_quantile(0.95,', points('0.2')),
    range('histogram_quantile(0.99,', points('0.3')),
    range('pool_in_use{service="checkout"}', points('0.75')),
    range('sum(up{job="checkout"})', points('3')),
    range('sum(rate(http_requests_total{service="checkout"}', points('12')),
    ...(changes.unseen ?? [firstSamples()]),
  ];
}

describe('the queries of the server metrics', () => {
  it('ask for the golden signals of one version in nine queries', async () => {
    const reply = await ask(goldenScript(), 'get_service_golden_signals', { service: 'checkout' });
    expect(reply).toMatchObject({
      kind: 'result',
      envelope: {
        data: {
          requests_per_second: 12,
          error_ratio: 0.25,
          latency_p50_seconds: 0.1,
          latency_p95_seconds: 0.2,
          latency_p99_seconds: 0.3,
          saturation: [{ name: 'database', ratio: 0.75 }],
          instances_up: 3,
        },
        meta: { window: { start: '2026-11-21T03:00:00.000Z', end: '2026-11-21T03:05:00.000Z' } },
        hints: [],
      },
    });
  });

  it('ask for the errors of each version where there are several', async () => {
    const byVersion = matrix(
      { metric: { version: 'v1' }, values: [[atSeconds, '9']] },
      { metric: { version: 'v2' }, values: [[atSeconds, '3']] },
    );
    const script = [
      range(
        '(sum by (version) (rate(http_requests_total{service="checkout",status=~"5.."}',
        matrix({ metric: { version: 'v2' }, values: [[atSeconds, '1']] }),
      ),
      ...goldenScript({ byVersion }),
    ];
    const reply = await ask(script, 'get_service_golden_signals', { service: 'checkout' });
    if (reply.kind !== 'result') throw new Error(reply.message);
    const { series } = reply.envelope.data as { series: { signal: string; dimension?: unknown }[] };
    expect(series.filter(({ dimension }) => JSON.stringify(dimension)?.includes('version'))).toMatchObject([
      { signal: 'requests_per_second', dimension: { name: 'version', value: 'v1' } },
      { signal: 'requests_per_second', dimension: { name: 'version', value: 'v2' } },
      { signal: 'error_ratio', dimension: { name: 'version', value: 'v2' }, points: [[atSeconds, 1]] },
    ]);
  });

  it('leave out what is no number: without traffic there is no error ratio', async () => {
    const script = [
      ...goldenScript({ errors: one([atSeconds - 60, 'NaN'], [atSeconds, '+Inf']), unseen: [] }),
      { path: 'label/__name__/values', data: ['http_requests_total'], times: 2 },
      { path: 'label/service/values', data: ['checkout'] },
    ];
    const reply = await ask(script, 'get_service_golden_signals', { service: 'checkout' });
    expect(reply).toMatchObject({
      envelope: {
        data: { error_ratio: null, requests_per_second: 12 },
        hints: [expect.stringContaining('checkout: no error_ratio.') as string],
      },
    });
  });

  it.each([
    { scrape: 1, start: '-5m', rate: '[5s]', step: '2' },
    { scrape: 1, start: '-1m', rate: '[5s]', step: '1' },
    { scrape: 15, start: '-15m', rate: '[60s]', step: '15' },
    { scrape: 15, start: '-1d', rate: '[375s]', step: '375' },
    { scrape: 0.25, start: '-30s', rate: '[5s]', step: '0.25' },
  ])(
    'take step $step and rate window $rate for $start at a scrape interval of $scrape s',
    async ({ scrape, start, rate, step }) => {
      const script = [range(['http_requests_total', rate], one([atSeconds, '1']))];
      const args = { service: 'checkout', signal: 'requests_per_second', window: { start } };
      expect((await ask(script, 'get_service_metrics', args, scrape)).kind).toBe('result');
      const [asked] = double?.asked ?? [];
      expect(asked?.parameters).toMatchObject({ step, end: atSeconds.toFixed(3) });
      const points = (Number(asked?.parameters['end']) - Number(asked?.parameters['start'])) / Number(step) + 1;
      expect(points).toBeLessThanOrEqual(240);
    },
  );

  it('read two windows that touch in one query, and compare their medians', async () => {
    const series = one([atSeconds - 250, '2'], [atSeconds - 200, '4'], [atSeconds - 60, '6'], [atSeconds, '9']);
    const script = goldenScript().map((entry) => (entry.path === 'query' ? entry : { ...entry, data: series }));
    const reply = await ask(script, 'compare_time_periods', {
      services: ['checkout', 'checkout'],
      baseline: { start: '-5m', end: '-2m' },
      current: { start: '-2m' },
    });
    if (reply.kind !== 'result') throw new Error(reply.message);
    const { services } = reply.envelope.data as { services: { signals: unknown[] }[] };
    expect(services).toHaveLength(1);
    expect(services[0]?.signals[0]).toEqual({
      signal: 'requests_per_second',
      unit: 'per_second',
      baseline: { median: 3, minimum: 2, maximum: 4, points: 2 },
      current: { median: 7.5, minimum: 6, maximum: 9, points: 2 },
      change_ratio: 1.5,
    });
    expect(double?.asked).toHaveLength(9);
  });

  it('report no error ratio where no series ever matched the selector of errors, and say why', async () => {
    const zero = one([atSeconds - 60, '0'], [atSeconds, '0']);
    const never: ScriptedAnswer = {
      path: 'label/__name__/values',
      with: {
        'match[]': 'http_requests_total{service="checkout",status=~"5.."}',
        start: String(atSeconds - 30 * 86_400),
      },
      data: [],
    };
    const script = [
      ...goldenScript({ errors: zero, unseen: [firstSamples(), never] }),
      { path: 'label/__name__/values', with: { 'match[]': 'http_requests_total' }, data: ['http_requests_total'] },
      { path: 'label/service/values', data: ['checkout'] },
      { path: 'label/status/values', data: [] },
    ];
    const reply = await ask(script, 'get_service_golden_signals', { service: 'checkout' });
    expect(reply).toMatchObject({
      envelope: {
        data: { error_ratio: null, requests_per_second: 12 },
        warnings: [
          'checkout: its errors are unknown, no series ever matched their selector. No series of "http_requests_total" has the label "status".',
        ],
      },
    });
    expect(JSON.stringify(reply)).not.toContain('"signal":"error_ratio"');
  });

  it('take zero errors for none where their series exist', async () => {
    const zero = one([atSeconds - 60, '0'], [atSeconds, '0']);
    const known: ScriptedAnswer = { path: 'label/__name__/values', data: ['http_requests_total'] };
    const script = goldenScript({ errors: zero, unseen: [firstSamples(), known] });
    const reply = await ask(script, 'get_service_golden_signals', { service: 'checkout' });
    expect(reply).toMatchObject({ envelope: { data: { error_ratio: 0 }, warnings: [] } });
  });

  it('warn of errors that a series held when it began in the window: no rate shows them', async () => {
    const script = goldenScript({ errors: one([atSeconds, '0.001']), unseen: [firstSamples('900')] });
    expect(await ask(script, 'get_service_golden_signals', { service: 'checkout' })).toMatchObject({
      envelope: {
        data: { error_ratio: 0.001 },
        warnings: ['checkout: 900 errors were counted before the first sample of their series; the ratio lacks them.'],
      },
    });
  });

  it('do not warn of them where the ratio is bad anyway', async () => {
    const script = goldenScript({ errors: one([atSeconds, '0.25']), unseen: [firstSamples('900')] });
    expect(await ask(script, 'get_service_golden_signals', { service: 'checkout' })).toMatchObject({
      envelope: { warnings: [] },
    });
  });

  it('keep the signals and warn where it cannot be asked whether all errors are seen', async () => {
    const script = goldenScript({ unseen: [{ ...firstSamples(), status: 500, body: 'boom' }] });
    expect(await ask(script, 'get_service_golden_signals', { service: 'checkout' })).toMatchObject({
      envelope: {
        data: { error_ratio: 0.25 },
        warnings: [expect.stringMatching(/^checkout: whether all errors are seen is not known: /) as string],
      },
    });
  });

  it('repeat a warning of the back end once, and keep different ones', async () => {
    const said = (warning: string) => (entry: ScriptedAnswer) => ({
      path: entry.path,
      with: entry.with,
      body: JSON.stringify({ status: 'success', data: entry.data, warnings: [warning] }),
    });
    const [first, ...others] = goldenScript();
    const script = [
      said('store 2 is away')(first!),
      ...others.map(said('receive-2 is unreachable, answer is partial')),
    ];
    const reply = await ask(script, 'get_service_golden_signals', { service: 'checkout' });
    if (reply.kind !== 'result') throw new Error(reply.message);
    expect([...reply.envelope.warnings].sort()).toEqual([
      'receive-2 is unreachable, answer is partial',
      'store 2 is away',
    ]);
  });

  it('refuse windows in the wrong order and services that the catalogue does not have', async () => {
    const windows = { baseline: { start: '-5m' }, current: { start: '-10m', end: '-5m' } };
    expect(await ask([], 'compare_time_periods', { services: ['checkout'], ...windows })).toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringContaining('Swap them.') as string,
    });
    expect(await ask([], 'get_service_golden_signals', { service: 'chekcout' })).toMatchObject({
      code: 'NOT_FOUND',
      message: 'The catalogue has no service "chekcout". Names like it: checkout.',
    });
  });

  it('refuse a raw query that would give too many series, after counting them', async () => {
    const script = [
      {
        path: 'query',
        with: { query: 'count(http_requests_total\n)' },
        data: { resultType: 'vector', result: [{ metric: {}, value: [atSeconds, '5000'] }] },
      },
    ];
    expect(await ask(script, 'query_metrics', { query: 'http_requests_total' })).toMatchObject({
      code: 'COST_EXCEEDED',
      message: expect.stringContaining('about 5,000 series; the limit is 200') as string,
    });
  });

  const refusedCount = (errorType: string, error: string): ScriptedAnswer => ({
    path: 'query',
    with: { query: 'count(' },
    status: errorType === 'execution' ? 422 : 400,
    body: JSON.stringify({ status: 'error', errorType, error }),
  });

  it('refuse a raw query whose series are too many to be counted, without running it', async () => {
    const script = [refusedCount('execution', 'query processing would load too many samples into memory')];
    const reply = await ask(script, 'query_metrics', { query: '{__name__=~".+"}' });
    expect(reply).toMatchObject({ kind: 'error', code: 'COST_EXCEEDED', retryable: false });
    expect(reply.kind === 'error' && reply.message).toContain(
      'too many samples into memory. Ask for less: select fewer',
    );
    expect(double?.asked).toHaveLength(1);
  });

  it('run a raw query that is a number, which cannot be counted', async () => {
    const script = [
      refusedCount('bad_data', 'expected type instant vector in aggregation expression, got scalar'),
      range('1 + 1', one([atSeconds, '2'])),
    ];
    expect(await ask(script, 'query_metrics', { query: '1 + 1' })).toMatchObject({
      envelope: { data: { results: [{ points: [[atSeconds, 2]] }] }, meta: { truncated: false } },
    });
  });

  it('keep the newest points of a raw query whose answer has more than was estimated', async () => {
    const values = Array.from({ length: 150 }, (_, index) => [atSeconds - 149 + index, '1'] as const);
    const script = [
      refusedCount('bad_data', 'expected type instant vector in aggregation expression, got range vector'),
      { path: 'query', data: matrix(...Array.from({ length: 160 }, (_, n) => ({ metric: { n: `${n}` }, values }))) },
    ];
    const reply = await ask(script, 'query_metrics', { query: 'up[5m]', instant: true });
    if (reply.kind !== 'result') throw new Error(reply.message);
    const { results } = reply.envelope.data as { results: { points: [number, number][]; statistics: object }[] };
    expect(results).toHaveLength(160);
    expect(new Set(results.map(({ points }) => points.length))).toEqual(new Set([125]));
    expect(results[0]?.points.at(-1)).toEqual([atSeconds, 1]);
    expect(results[0]?.statistics).toMatchObject({ points: 150 });
    expect(reply.envelope).toMatchObject({
      meta: { truncated: true },
      warnings: ['24000 points were found, the newest 125 of each series are shown. Aggregate.'],
    });
  });

  it('keep no more than 1,000 points of one series', async () => {
    const values = Array.from({ length: 1_200 }, (_, index) => [atSeconds - 1_199 + index, '1'] as const);
    const script = [refusedCount('bad_data', 'got range vector'), { path: 'query', data: matrix({ values }) }];
    const reply = await ask(script, 'query_metrics', { query: 'up[20m]', instant: true });
    if (reply.kind !== 'result') throw new Error(reply.message);
    const { results } = reply.envelope.data as { results: { points: [number, number][] }[] };
    expect(results[0]?.points.map(([at]) => at)).toEqual(values.slice(200).map(([at]) => at));
  });

  it('give alerts without their expressions where the rules cannot be read', async () => {
    const alert = { labels: { alertname: 'A', service: 'checkout' }, annotations: {}, state: 'firing', value: '1e+00' };
    const script = [
      { path: 'alerts', data: { alerts: [alert, { ...alert, state: 'pending' }] } },
      { path: 'rules', status: 500, body: 'boom' },
    ];
    expect(await ask(script, 'list_firing_alerts', {})).toMatchObject({
      envelope: {
        data: { total: 1, alerts: [{ name: 'A', value: 1 }] },
        warnings: [expect.stringContaining('Rule expressions are missing') as string],
      },
    });
  });
});
