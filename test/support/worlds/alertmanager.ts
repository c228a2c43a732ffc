import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '#processes/free-port';
import { spawnOwned } from '#processes/spawn-owned';
import { waitUntil } from '#processes/wait-until';
import { obtainAlertmanager } from '#programs/alertmanager';
import { cacheFolder } from '#programs/cache';
import type { AlertsFacts } from '../../contracts/alerts.ts';
import { NotOnThisMachine, type OpenedWorld } from '../../contracts/contract.ts';

const configuration = `
route: { receiver: nobody }
receivers: [{ name: nobody }]
inhibit_rules:
  - source_matchers: [severity="critical"]
    target_matchers: [severity="warning"]
    equal: [service]
`;

/** A real Alertmanager that holds three alerts of checkout: one fires, one is silenced, one is inhibited by the first. */
export async function openAlertmanager(): Promise<OpenedWorld<AlertsFacts>> {
  const options = { cache: cacheFolder(process.env), report: () => {}, environment: process.env };
  const program = await obtainAlertmanager(options).catch((error: unknown) => {
    throw new NotOnThisMachine(String(error));
  });
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-alertmanager-'));
  await writeFile(join(folder, 'alertmanager.yml'), configuration);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const server = spawnOwned({
    name: 'alertmanager',
    command: program.path,
    args: [
      `--config.file=${join(folder, 'alertmanager.yml')}`,
      `--storage.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--cluster.listen-address=',
    ],
    env: {},
    logFile: join(folder, 'alertmanager.log'),
    foreign: true,
  });
  const close = async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    return { settings: { url }, settingsOfAbsent: { url: 'http://127.0.0.1:9' }, facts: await hold(url), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function hold(url: string): Promise<AlertsFacts> {
  const answers = async (path: string) => (await fetch(`${url}${path}`).catch(() => undefined))?.ok === true;
  const within = { timeoutMilliseconds: 20_000, everyMilliseconds: 50 };
  await waitUntil('the Alertmanager', () => answers('/-/ready'), within);
  const matchers = [{ name: 'alertname', value: 'Latency', isRegex: false, isEqual: true }];
  const startsAt = new Date();
  const endsAt = new Date(startsAt.getTime() + 3_600_000);
  const silence = (await post(url, 'silences', {
    matchers,
    startsAt,
    endsAt,
    createdBy: 'test',
    comment: 'known',
  })) as { silenceID: string };
  const since = [new Date(startsAt.getTime() - 60_000), new Date(startsAt.getTime() - 30_000)] as const;
  const annotations = { summary: 'checkout fails' };
  const alert = (alertname: string, severity: string, from: Date) => ({
    labels: { alertname, severity, service: 'checkout' },
    annotations,
    startsAt: from,
    endsAt,
  });
  await post(url, 'alerts', [
    alert('Errors', 'critical', since[0]),
    // No source of the inhibition: either of two could be named.
    alert('Latency', 'major', since[1]),
    alert('Traffic', 'warning', since[1]),
  ]);
  const at = since[0].toISOString();
  return {
    service: 'checkout',
    firing: { name: 'Errors', severity: 'critical', annotations, between: [at, at] },
    silenced: { name: 'Latency', silence: silence.silenceID },
    inhibited: { name: 'Traffic' },
  };
}

async function post(url: string, path: string, body: unknown): Promise<unknown> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${url}/api/v2/${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  const text = await response.text();
  if (!response.ok) throw new Error(`Alertmanager refused ${path}: HTTP ${response.status} ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}
