import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { waitUntil } from '#processes/wait-until';
import { createLabClient, type LabClient } from '#lab/lab-client';
import { type Lab, startLab } from '#lab/start-lab';
import { backEndPrograms, obtainMilliseconds } from './back-end-programs.ts';

interface Delivered {
  readonly authorization: string | undefined;
  readonly body: { status: string; groupKey: string; alerts: { status: string; labels: Record<string, string> }[] };
}

const home = mkdtempSync(join(tmpdir(), 'holdfast-lab-'));
const delivered: Delivered[] = [];
let hook: Server;
let lab: Lab;
let client: LabClient;

beforeAll(async () => {
  hook = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    request.on('end', () => {
      delivered.push({ authorization: request.headers.authorization, body: JSON.parse(text) as Delivered['body'] });
      response.end();
    });
  }).listen({ host: '127.0.0.1', port: 0 });
  await once(hook, 'listening');
  const { port } = hook.address() as AddressInfo;
  lab = await startLab({
    home,
    programs: await backEndPrograms(),
    hook: { url: `http://127.0.0.1:${port}/hook`, bearerToken: 'test-token' },
    report: () => {},
  });
  client = createLabClient(lab.supervisorUrl);
}, obtainMilliseconds);

afterAll(async () => {
  await lab?.stop();
  hook?.closeAllConnections();
  hook?.close();
  rmSync(home, { recursive: true, force: true });
});

afterEach(() => lab.heal());

/** The value of an instant query that gives one series; undefined where it gives none. */
async function query(expression: string): Promise<number | undefined> {
  const response = await fetch(`${lab.prometheusUrl}/api/v1/query?query=${encodeURIComponent(expression)}`);
  const answer = (await response.json()) as { data: { result: { value: [number, string] }[] } };
  const value = Number(answer.data.result[0]?.value[1]);
  return Number.isNaN(value) ? undefined : value;
}

/** Waits for a metric of the running system; services react at once, a new scrape target takes up to 5 s. */
function metric(what: string, expression: string, isSo: (value: number) => boolean): Promise<true> {
  const check = async () => {
    const value = await query(expression);
    if (value === undefined) throw new Error('no such series');
    if (!isSo(value)) throw new Error(`it is ${value}`);
    return true as const;
  };
  return waitUntil(what, check, { timeoutMilliseconds: 20_000, everyMilliseconds: 250 });
}

const errors = (service: string) =>
  `(sum(rate(http_requests_total{service="${service}",code=~"5.."}[3s])) or vector(0)) / sum(rate(http_requests_total{service="${service}"}[3s]))`;
const p95 = (service: string) =>
  `histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket{service="${service}"}[3s])))`;

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

describe('a healthy lab', () => {
  it('serves orders through all of its services without an error', async () => {
    await metric('orders', 'sum(rate(http_requests_total{service="storefront",code="200"}[3s]))', (rate) => rate > 10);
    for (const service of ['storefront', 'checkout', 'payments', 'inventory', 'ledger', 'stock', 'queue']) {
      await metric(`requests to ${service}`, `sum(rate(http_requests_total{service="${service}"}[3s]))`, (r) => r > 10);
      await metric(`errors of ${service}`, errors(service), (ratio) => ratio === 0);
    }
    await metric('latency of checkout', p95('checkout'), (seconds) => seconds < 0.4);
    await metric('the mail that is sent', 'sum(rate(mails_sent_total[5s]))', (rate) => rate > 10);
    await metric('instances', 'count(up == 1)', (count) => count === 12);
    expect(delivered).toEqual([]);
  });
});

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

  it('false-alarm: an alert comes although nothing is wrong', async () => {
    const from = delivered.length;
    await lab.break('false-alarm');
    await firing('SyntheticCheck', from);
    expect(await query(errors('checkout'))).toBe(0);
  });

  it('harmless-configuration: a change is on record and nothing fails', async () => {
    const since = new Date();
    await lab.break('harmless-configuration');
    expect(await client.changes(since)).toMatchObject([{ kind: 'configuration', service: 'mailer', by: 'j.doe' }]);
    expect(await query(errors('checkout'))).toBe(0);
  });

  it('that does not exist or is in already is refused with the way out', async () => {
    await expect(lab.break('meteor')).rejects.toMatchObject({ status: 404, message: /there are: bad-release/ });
    await lab.break('harmless-configuration');
    await expect(lab.break('harmless-configuration')).rejects.toMatchObject({ status: 409, message: /Heal/ });
  });
});

describe('a write', () => {
  const complete = (name: string) =>
    waitUntil(
      `the rollout of ${name}`,
      async () => {
        const service = await client.service(name);
        return (
          service.rollout.state === 'complete' && service.instances.every((one) => one.state === 'healthy') && service
        );
      },
      { timeoutMilliseconds: 20_000, everyMilliseconds: 200 },
    );

  it('that is a dry run tells what would be and changes nothing', async () => {
    const before = await complete('stock');
    const result = await client.patch('stock', { version: 'v15.4.1' }, { ...before, dryRun: true });
    expect(result).toMatchObject({
      dryRun: true,
      changed: true,
      replaces: ['stock-1'],
      service: { version: 'v15.4.1' },
    });
    expect(await client.service('stock')).toEqual(before);
    expect(await client.revisions('stock')).toHaveLength(1);
  });

  it('lands once when two saw the same state', async () => {
    const before = await complete('stock');
    const write = (replicas: number) => client.patch('stock', { replicas, by: 'test' }, before);
    const results = await Promise.allSettled([write(2), write(2), write(2)]);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const refusals = results.filter((result) => result.status === 'rejected').map(({ reason }) => reason as unknown);
    expect(refusals).toMatchObject([{ status: 412 }, { status: 412 }]);
    const after = await complete('stock');
    expect(after.instances).toHaveLength(2);
    expect(after.generation).toBe(before.generation + 1);
    expect(after.uid).toBe(before.uid);
  });

  it.each([
    ['without a condition', {}, { replicas: 1 }, 428],
    ['with an unknown key', { 'if-match': '"1"' }, { replica: 1 }, 400],
    ['of a web page', { 'if-match': '"1"', origin: 'http://127.0.0.1' }, { replicas: 1 }, 403],
    ['that is no JSON', { 'content-type': 'text/plain' }, { replicas: 1 }, 415],
  ])('%s is refused', async (_case, headers, body, status) => {
    const response = await fetch(`${lab.supervisorUrl}/v1/services/stock`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error: { message: expect.any(String) as string } });
  });

  it('for a release that does not exist is refused with those that do', async () => {
    const { resourceVersion } = await client.service('ledger');
    const write = client.patch('ledger', { version: 'v99' }, { resourceVersion });
    await expect(write).rejects.toMatchObject({ status: 422, message: /v15\.4\.0, v15\.4\.1/ });
  });
});

describe('an instance that crashes', () => {
  it('is started again under its name', async () => {
    const [before] = (await client.service('ledger')).instances;
    process.kill(before!.pid!, 'SIGKILL');
    const restarted = await waitUntil(
      'the restart',
      async () =>
        (await client.service('ledger')).instances.find(({ restarts, state }) => restarts === 1 && state === 'healthy'),
      { timeoutMilliseconds: 10_000, everyMilliseconds: 100 },
    );
    expect(restarted.name).toBe(before!.name);
    expect(restarted.uid).not.toBe(before!.uid);
  });
});
