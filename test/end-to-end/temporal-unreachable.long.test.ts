import { mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, inject, test } from 'vitest';
import { obtainAlertmanager } from '#programs/alertmanager';
import { cacheFolder } from '#programs/cache';
import { freePort } from '#processes/free-port';
import { spawnOwned } from '#processes/spawn-owned';
import { waitUntil } from '#processes/wait-until';
import { startTemporalServer } from '#workers/temporal-server';
import { stringify } from 'yaml';
import { payload } from '../gateway/alertmanager-payload.ts';
import { startCapturedSystem } from '../support/captured-system.ts';

const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

/** A real Alertmanager that delivers to the hook. @returns its address */
async function startAlertmanager(hook: { url: string; bearerToken: string }): Promise<string> {
  const { path } = await obtainAlertmanager({
    cache: cacheFolder(process.env),
    environment: process.env,
    report: () => {},
  });
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-alertmanager-'));
  const port = await freePort();
  const file = join(folder, 'alertmanager.yml');
  const route = { receiver: 'holdfast', group_by: ['service'], group_wait: '100ms', group_interval: '30s' };
  const webhook = { url: hook.url, http_config: { authorization: { credentials: hook.bearerToken } } };
  writeFileSync(file, stringify({ route, receivers: [{ name: 'holdfast', webhook_configs: [webhook] }] }));
  const alertmanager = spawnOwned({
    name: 'alertmanager',
    foreign: true,
    command: path,
    args: [
      `--config.file=${file}`,
      `--storage.path=${folder}`,
      '--cluster.listen-address=',
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    env: {},
  });
  stops.push(async () => {
    await alertmanager.stop();
    await rm(folder, { recursive: true, force: true });
  });
  const url = `http://127.0.0.1:${port}`;
  await waitUntil('Alertmanager', async () => (await fetch(`${url}/-/ready`)).ok, {
    timeoutMilliseconds: 20_000,
    everyMilliseconds: 50,
  });
  return url;
}

test(
  'while Temporal is away the sender gets 503 with Retry-After, and a real Alertmanager tries again until it is back',
  {
    timeout: 90_000,
  },
  async () => {
    const port = await freePort();
    const system = await startCapturedSystem({
      temporalAddress: `127.0.0.1:${port}`,
      cachedWorkflows: 100,
      delayMilliseconds: 0,
    });
    stops.push(() => system.stop());
    await system.startGateway();
    const direct = await fetch(system.hook.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${system.hook.bearerToken}` },
      body: JSON.stringify(payload()),
    });
    expect(direct.status).toBe(503);
    expect(Number(direct.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await fetch(`${system.gatewayUrl}/readyz`)).status).toBe(503);
    expect((await fetch(`${system.gatewayUrl}/healthz`)).status).toBe(200);

    const alertmanagerUrl = await startAlertmanager(system.hook);
    await fetch(`${alertmanagerUrl}/api/v2/alerts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify([{ labels: { alertname: 'HighErrorRate', service: 'checkout', severity: 'critical' } }]),
    });
    const failed = async () => {
      const metrics = await (await fetch(`${alertmanagerUrl}/metrics`)).text();
      return /alertmanager_notification_requests_failed_total\{[^}]*integration="webhook"[^}]*\} [1-9]/.test(metrics);
    };
    await waitUntil('a delivery that failed', failed, { timeoutMilliseconds: 30_000, everyMilliseconds: 100 });

    const temporal = await startTemporalServer({ program: inject('temporalProgram'), port });
    stops.push(() => temporal.process.stop());
    await waitUntil('the incident', async () => (await system.incidents.list({ limit: 5 })).length === 1, {
      timeoutMilliseconds: 60_000,
      everyMilliseconds: 200,
    });
  },
);
