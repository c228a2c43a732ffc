import { describe, expect, it, onTestFinished } from 'vitest';
import { createPrometheusClient } from '#mcp/backends/prometheus';
import { plainClient } from '../../support/plain-client.ts';
import { type ScriptedAnswer, startPrometheusDouble } from '../../support/prometheus-double.ts';

// What users of other clients reported: each answer is one that some server gives.

const { signal } = new AbortController();
const vector = (result: unknown, resultType = 'vector') => ({ path: 'query', data: { resultType, result } });

async function clientOf(...script: readonly ScriptedAnswer[]) {
  const double = await startPrometheusDouble(script);
  onTestFinished(() => double.finish());
  return createPrometheusClient(plainClient(double.url));
}

describe('an answer of a server that speaks the API of Prometheus', () => {
  it('may have null for an empty list: GoogleCloudPlatform/prometheus-engine#1645, cortexproject/cortex#1142', async () => {
    const client = await clientOf(vector(null, 'matrix'), vector(null, ''));
    for (let count = 0; count < 2; count++) {
      expect(await client.query('up', 1, signal)).toEqual({ series: [], warnings: [] });
    }
  });

  it('may have null for no names: thanos-io/thanos#1325, prometheus/prometheus#6071', async () => {
    const client = await clientOf({ path: 'label/__name__/values', data: null as never });
    expect(await client.labelValues('__name__', {}, signal)).toEqual([]);
  });

  it('may have null for no alerts, no groups, no labels, no annotations: prometheus/alertmanager#1092', async () => {
    const bare = { name: 'A', query: 'up == 0', type: 'alerting', labels: null, annotations: null, alerts: null };
    const firing = { labels: { alertname: 'A' }, annotations: null, state: 'firing', value: '1' };
    const client = await clientOf(
      { path: 'alerts', data: { alerts: null } },
      { path: 'rules', data: { groups: null } },
      { path: 'rules', data: { groups: [{ rules: null }, { rules: [bare] }] } },
      { path: 'alerts', data: { alerts: [firing] } },
    );
    expect(await client.alerts(signal)).toEqual([]);
    expect(await client.alertingRules(signal)).toEqual([]);
    expect(await client.alertingRules(signal)).toMatchObject([{ name: 'A', query: 'up == 0', labels: {} }]);
    expect(await client.alerts(signal)).toMatchObject([{ annotations: {} }]);
  });

  it('may have a rule without a type, which costs no other rule: prometheus/client_golang#1557', async () => {
    const known = { name: 'A', query: 'up == 0', type: 'alerting', labels: {} };
    const client = await clientOf({ path: 'rules', data: { groups: [{ rules: [{ name: 'B', query: 'x' }, known] }] } });
    expect((await client.alertingRules(signal)).map(({ name }) => name)).toEqual(['A']);
  });

  it('may have the value of an alert as a number: grafana/grafana#40866', async () => {
    const alert = { labels: { alertname: 'A' }, state: 'firing', activeAt: '2026-01-01T00:00:00Z', value: 1.5 };
    const client = await clientOf({ path: 'alerts', data: { alerts: [alert] } });
    expect(await client.alerts(signal)).toMatchObject([{ value: 1.5 }]);
  });

  it('may have a time that Go left unset, and then has no time: prometheus/alertmanager#3341', async () => {
    const alert = { labels: { alertname: 'A' }, state: 'firing', activeAt: '0001-01-01T00:00:00Z' };
    const client = await clientOf({ path: 'alerts', data: { alerts: [alert] } });
    expect((await client.alerts(signal))[0]?.activeAt).toBeUndefined();
  });

  it('may have NaN and infinity, which are no points: prometheus/client_golang#1303, hyperdxio/hyperdx#3169', async () => {
    const client = await clientOf(
      vector([1, 'NaN'], 'scalar'),
      vector(
        [
          {
            metric: {},
            values: [
              [1, '+Inf'],
              [2, '3'],
              [3, '-Inf'],
            ],
          },
        ],
        'matrix',
      ),
    );
    expect((await client.query('1/0', 1, signal)).series).toEqual([{ labels: {}, points: [] }]);
    expect((await client.query('x', 1, signal)).series[0]?.points).toEqual([[2, 3]]);
  });

  it('may have native histograms alone, and then a warning says so: prometheus/client_golang#1179', async () => {
    const histogram = { count: '10', sum: '3', buckets: [] };
    const client = await clientOf(vector([{ metric: { job: 'a' }, histogram: [1, histogram] }]));
    const { series, warnings } = await client.query('x', 1, signal);
    expect(series).toEqual([{ labels: { job: 'a' }, points: [] }]);
    expect(warnings.join()).toContain('native histograms');
  });

  it('may come to GET alone: grafana/mcp-grafana#632, grafana/grafana#119686', async () => {
    const refused = { path: 'query', status: 405, body: 'Method Not Allowed', method: 'POST' } as const;
    const answered = { ...vector([1, '2'], 'scalar'), method: 'GET', times: 2 } as const;
    const client = await clientOf(refused, answered);
    for (let count = 0; count < 2; count++) {
      expect((await client.query('2', 1, signal)).series[0]?.points).toEqual([[1, 2]]);
    }
  });
});
