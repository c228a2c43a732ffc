import { afterAll, beforeEach, expect, test } from 'vitest';
import type { Delivery } from '#core/alerts/alert';
import { payload, payloadAlert, toLab } from '../../alertmanager-payload.ts';
import { openGateway } from '../../doubles.ts';

// What users of other receivers of this webhook reported: each is a body that their receiver lost or refused.

const { app, doubles } = openGateway();
beforeEach(() => doubles.deliveries.clear());
afterAll(() => app.close());

async function delivered(body: unknown): Promise<Delivery> {
  const { statusCode } = await app.inject(toLab(body));
  expect(statusCode).toBeLessThan(300);
  return [...doubles.deliveries.values()].at(-1)!;
}
const alertOf = async (change: Record<string, unknown>) =>
  (await delivered(payload([payloadAlert(1, change)]))).alerts[0]!;

test('Grafana sends the same form as version 1: webdevops/alertmanager2es#4, alerta/alerta#1676', async () => {
  const grafana = {
    values: null,
    valueString: "[ metric='foo' labels={instance=bar} value=10 ]",
    silenceURL: 'https://grafana.example/alerting/silence/new',
    startsAt: '2023-12-04T13:12:07.92607674+01:00',
    generatorURL: '',
  };
  const groupKey = '{alertname="A"}2023-12-04 13:12:07.92607674 +0100 CET m=+448423.180184511';
  const { alerts } = await delivered(payload([payloadAlert(1, grafana)], { version: '1', orgId: 1, groupKey }));
  expect(alerts).toMatchObject([{ name: 'HighErrorRatio', startsAt: '2023-12-04T12:12:07.926Z' }]);
});

test('an alert may have no instance, no summary, and a severity that only its annotations name: alerta/alerta#374', async () => {
  const found = await alertOf({ labels: { alertname: 'thing_dead' }, annotations: { severity: 'critical' } });
  expect(found).toMatchObject({ name: 'thing_dead', severity: 'warning', labels: { alertname: 'thing_dead' } });
});

test('an alert may have no name: alerta/alerta#596', async () => {
  expect(await alertOf({ labels: { job: 'a' } })).toMatchObject({ name: 'alert without a name' });
});

test('an alert without a fingerprint gets the same one from the same labels: idealista/prom2teams#250', async () => {
  const labels = { alertname: 'A', job: 'a' };
  const first = await alertOf({ fingerprint: undefined, labels });
  const other = await alertOf({ fingerprint: undefined, labels: { job: 'a', alertname: 'A' } });
  expect(other.fingerprint).toBe(first.fingerprint);
  expect((await alertOf({ fingerprint: undefined, labels: { ...labels, job: 'b' } })).fingerprint).not.toBe(
    first.fingerprint,
  );
});

test('times have nanoseconds and any offset: prometheus/alertmanager#1718', async () => {
  const found = await alertOf({ startsAt: '2019-01-22T11:47:17.113904445+08:00' });
  expect(found.startsAt).toBe('2019-01-22T03:47:17.113Z');
});

test('the end of a firing alert is zero or missing: prometheus/alertmanager#3351, inCaller/prometheus_bot#35', async () => {
  expect(await alertOf({ endsAt: '0001-01-01T00:00:00Z' })).not.toHaveProperty('endsAt');
  expect(await alertOf({ endsAt: undefined })).not.toHaveProperty('endsAt');
});

test('annotations are null where Go has none: prometheus/alertmanager#1092', async () => {
  expect(await alertOf({ annotations: null })).toMatchObject({ annotations: {} });
});

test('a label may have any name: falcosecurity/falcosidekick#77', async () => {
  const found = await alertOf({ labels: { alertname: 'A', 'proc_aname[2]': 'bash' } });
  expect(found.labels).toMatchObject({ 'proc_aname[2]': 'bash' });
});
