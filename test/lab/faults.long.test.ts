import { describe, expect, it } from 'vitest';
import { waitUntil } from '#processes/wait-until';
import { client, delivered, errors, lab, metric, p95, query } from './standing-lab.ts';

const firing = (name: string, since: number) =>
  waitUntil(
    `${name} at the webhook`,
    () =>
      delivered
        .slice(since)
        .find(({ body }) =>
          body.alerts.some((alert) => alert.labels['alertname'] === name && alert.status === 'firing'),
        ),
    { timeoutMilliseconds: 20_000, everyMilliseconds: 100 },
  );

describe('a fault', () => {
  it('bad-release: payments fails on other currencies, the alert is delivered, and it is on record', async () => {
    const since = new Date();
    const from = delivered.length;
    await lab.break('bad-release');
    const delivery = await firing('HighErrorRate', from);
    expect(delivery.authorization).toBe('Bearer test-token');
    expect(delivery.body.groupKey).toContain('service="checkout"');
    expect(delivery.body.alerts[0]?.labels).toMatchObject({ service: 'checkout', environment: 'production' });
    await metric('errors of v1.8.3', 'sum(rate(http_requests_total{version="v1.8.3",code="500"}[3s]))', (r) => r > 1);
    expect(await client.changes(since)).toMatchObject([
      {
        kind: 'release',
        service: 'payments',
        version: 'v1.8.3',
        previous_version: 'v1.8.2',
        environment: 'production',
      },
    ]);
    await lab.heal();
    await metric('errors of checkout after healing', errors('checkout'), (ratio) => ratio === 0);
  });

  it('slow-dependency: inventory and its callers are slow without failing, and no change is on record', async () => {
    const since = new Date();
    await lab.break('slow-dependency');
    await metric('latency of inventory', p95('inventory'), (seconds) => seconds > 0.5);
    await metric('latency of checkout', p95('checkout'), (seconds) => seconds > 0.5);
    expect(await query(errors('checkout'))).toBe(0);
    expect(await client.changes(since)).toEqual([]);
    await lab.heal();
    await metric('latency after healing', p95('checkout'), (seconds) => seconds < 0.4);
  });

  it('pool-exhausted: the pool of payments stands at its limit and its calls fail', async () => {
    await lab.break('pool-exhausted');
    const saturation = 'min(pool_connections_in_use{service="payments"} / pool_connections_max{service="payments"})';
    await metric('saturation', saturation, (ratio) => ratio === 1);
    await metric('errors of payments', errors('payments'), (ratio) => ratio > 0.9);
    await lab.heal();
    await metric('saturation after healing', saturation, (ratio) => ratio < 0.5);
    await metric('errors after healing', errors('payments'), (ratio) => ratio === 0);
  });

  it('instance-killed: callers get connections refused by the one that is gone', async () => {
    await lab.break('instance-killed');
    await metric('instances up', 'sum(up{service="payments"})', (count) => count === 2);
    await metric('errors of checkout', errors('checkout'), (ratio) => ratio > 0.2 && ratio < 0.5);
    expect(await query(errors('payments'))).toBe(0);
    await lab.heal();
    await metric('errors after healing', errors('checkout'), (ratio) => ratio === 0);
  });

  it('instance-stuck: one of three instances runs on and refuses what it is asked', async () => {
    await lab.break('instance-stuck');
    await metric('errors of payments', errors('payments'), (ratio) => ratio > 0.2 && ratio < 0.5);
    await metric('instances up', 'sum(up{service="payments"})', (count) => count === 3);
    await lab.heal();
    await metric('errors after healing', errors('payments'), (ratio) => ratio === 0);
  });

  it('crash-loop: instances crash and are restarted, again and again, until they are healed', async () => {
    const since = new Date();
    const restarts = async () =>
      (await client.service('inventory')).instances.reduce((sum, instance) => sum + instance.restarts, 0);
    await lab.break('crash-loop');
    await waitUntil('four restarts', async () => (await restarts()) >= 4, {
      timeoutMilliseconds: 30_000,
      everyMilliseconds: 200,
    });
    expect(await client.changes(since)).toEqual([]);
    await lab.heal();
    await metric('instances up', 'sum(up{service="inventory"})', (count) => count === 2);
    await metric('errors after healing', errors('checkout'), (ratio) => ratio === 0);
  });

  it('false-alarm: an alert comes although nothing is wrong', async () => {
    const from = delivered.length;
    await lab.break('false-alarm');
    await firing('SyntheticCheck', from);
    expect(await query(errors('checkout'))).toBe(0);
  });
});
