import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { createAlertmanagerClient } from '#mcp/backends/alertmanager';
import { plainClient } from '../../support/plain-client.ts';

const everything = { silenced: true, inhibited: true };

/** What the client makes of this answer of `/api/v2/alerts`. */
async function alertsOf(answer: unknown) {
  const server = createServer((_, response) => response.end(JSON.stringify(answer)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return createAlertmanagerClient(plainClient(url)).alerts(everything, new AbortController().signal);
}

it('null stands for an empty list, of alerts and of what suppresses one: prometheus/alertmanager#1092', async () => {
  const status = { state: 'active', silencedBy: null, inhibitedBy: null };
  const alert = { fingerprint: 'f', labels: { alertname: 'A' }, annotations: null, startsAt: '2026-01-01T00:00:00Z' };
  expect(await alertsOf(null)).toEqual([]);
  expect(await alertsOf([{ ...alert, status }])).toMatchObject([
    { annotations: {}, status: { silencedBy: [], inhibitedBy: [] } },
  ]);
});
