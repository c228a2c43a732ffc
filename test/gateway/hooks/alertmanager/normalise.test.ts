import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import type { Delivery } from '#core/alerts/alert';
import { payload, payloadAlert, toLab, toSigned } from '../../alertmanager-payload.ts';
import { openGateway } from '../../doubles.ts';

const { app, doubles } = openGateway();
beforeEach(() => doubles.deliveries.clear());
afterAll(() => app.close());

async function delivered(alerts: readonly unknown[], integration: 'lab' | 'signed' = 'lab'): Promise<Delivery> {
  const body = Buffer.from(JSON.stringify(payload(alerts)));
  await app.inject(integration === 'lab' ? toLab(body) : toSigned(body));
  const [delivery] = doubles.deliveries.values();
  if (!delivery) throw new Error('nothing was stored');
  return delivery;
}

const labelled = (labels: Record<string, string>, number = 1) =>
  payloadAlert(number, { labels: { alertname: 'A', ...labels } });

describe('a delivery of Alertmanager in our words', () => {
  test('holds what is used and nothing else', async () => {
    expect(await delivered([payloadAlert()])).toEqual({
      source: 'alertmanager',
      integration: 'lab',
      groupKey: '{}:{alertname="HighErrorRatio"}',
      groupId: '1eb5ec97febc7821',
      environment: 'lab',
      receivedAt: '2026-03-01T03:05:00.000Z',
      alerts: [
        {
          fingerprint: '0000000000000001',
          status: 'firing',
          name: 'HighErrorRatio',
          severity: 'critical',
          service: 'checkout',
          labels: { alertname: 'HighErrorRatio', service: 'checkout', severity: 'critical', instance: '10.0.0.1:8080' },
          annotations: { summary: 'checkout fails', description: '14% of requests fail' },
          expression: 'up',
          startsAt: '2026-03-01T03:02:00.123Z',
        },
      ],
      unprocessedAlerts: 0,
    });
  });

  test.each([
    ['http://prometheus:9090/graph?g0.expr=a%2Fb+%3E+0.05&g0.tab=1', 'a/b > 0.05'],
    ['/graph?g0.expr=up', undefined],
    ['http://vmalert:8080/vmalert/alert?group_id=1', undefined],
    [`http://prometheus:9090/graph?g0.expr=${'a'.repeat(4_001)}`, undefined],
    ['http://prometheus:9090/graph?g0.expr=', undefined],
    ['javascript:alert(1)', undefined],
    [7, undefined],
    [undefined, undefined],
  ])('of the address %s its expression is read, and nothing else of it', async (generatorURL, expression) => {
    const { alerts } = await delivered([payloadAlert(1, { generatorURL })]);
    expect(alerts[0]?.expression).toBe(expression);
    expect(JSON.stringify(alerts)).not.toMatch(/prometheus:9090|vmalert|javascript/);
  });

  test('a resolved alert has its end, a firing one has none', async () => {
    const resolved = payloadAlert(2, { status: 'resolved', endsAt: '2026-03-01T05:04:00+02:00' });
    const { alerts } = await delivered([payloadAlert(), resolved]);
    expect(alerts.map(({ endsAt }) => endsAt)).toEqual([undefined, '2026-03-01T03:04:00.000Z']);
  });

  test('a start that Go left unset is the time of receipt', async () => {
    const { alerts } = await delivered([payloadAlert(1, { startsAt: '0001-01-01T00:00:00Z' })]);
    expect(alerts[0]?.startsAt).toBe('2026-03-01T03:05:00.000Z');
  });

  test.each([
    ['critical', 'critical'],
    ['page', 'critical'],
    [' Critical ', 'critical'],
    ['info', 'info'],
    ['catastrophe', 'warning'],
    ['constructor', 'warning'],
    ['', 'warning'],
  ])('the severity label "%s" means %s', async (label, severity) => {
    expect((await delivered([labelled({ severity: label })])).alerts[0]?.severity).toBe(severity);
  });

  test('the service is the label, in the letters of the catalogue', async () => {
    const { alerts } = await delivered([labelled({ service: 'Checkout' }), labelled({ service: 'Unknown-1' }, 2)]);
    expect(alerts.map(({ service }) => service)).toEqual(['checkout', 'Unknown-1']);
  });

  test('without the label, a usual one that names a service of the catalogue tells it; another does not', async () => {
    const { alerts } = await delivered([labelled({ job: 'payments' }), labelled({ job: 'node-exporter' }, 2)]);
    expect(alerts.map(({ service }) => service)).toEqual(['payments', undefined]);
  });

  test('the environment is the label that all alerts share, where the integration has none', async () => {
    const { environment } = await delivered(
      [labelled({ environment: 'staging' }), labelled({ environment: 'staging' }, 2)],
      'signed',
    );
    expect(environment).toBe('staging');
  });

  test('alerts that disagree about the environment, or one that has none, leave it unset', async () => {
    const two = [labelled({ environment: 'staging' }), labelled({ environment: 'production' }, 2)];
    expect((await delivered(two, 'signed')).environment).toBeUndefined();
    doubles.deliveries.clear();
    expect(
      (await delivered([labelled({ environment: 'staging' }), labelled({}, 2)], 'signed')).environment,
    ).toBeUndefined();
  });

  test('the environment of the integration wins over a label', async () => {
    expect((await delivered([labelled({ environment: 'production' })])).environment).toBe('lab');
  });

  test('two groups whose keys differ only in what is masked stay two', async () => {
    for (const secret of ['hunter2', '***']) {
      await app.inject(toLab(payload([payloadAlert()], { groupKey: `{}:{token="${secret}"}` })));
    }
    const both = [...doubles.deliveries.values()];
    expect(new Set(both.map(({ groupKey }) => groupKey))).toEqual(new Set(['{}:{token="***"}']));
    expect(new Set(both.map(({ groupId }) => groupId)).size).toBe(2);
    expect(both.every(({ groupId }) => /^[0-9a-f]{16}$/.test(groupId))).toBe(true);
  });

  test('a fingerprint of digits alone survives a mask over card numbers', async () => {
    const { alerts } = await delivered([payloadAlert(1, { fingerprint: '4111111111111111' })]);
    expect(alerts[0]?.fingerprint).toBe('4111111111111111');
  });
});
