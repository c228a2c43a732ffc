import { describe, expect, it } from 'vitest';
import { waitUntil } from '#processes/wait-until';
import { client, delivered, errors, lab, metric, p95, query } from './standing-lab.ts';

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
