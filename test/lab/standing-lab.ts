import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { waitUntil } from '#processes/wait-until';
import { createLabClient, type LabClient } from '#lab/lab-client';
import { type Lab, startLab } from '#lab/start-lab';
import { backEndPrograms, obtainMilliseconds } from './back-end-programs.ts';

// One lab for all tests of a file, healed after each.

interface Delivered {
  readonly authorization: string | undefined;
  readonly body: { status: string; groupKey: string; alerts: { status: string; labels: Record<string, string> }[] };
}

const home = mkdtempSync(join(tmpdir(), 'holdfast-lab-'));
/** What Alertmanager has sent. */
export const delivered: Delivered[] = [];
let hook: Server;
export let lab: Lab;
export let client: LabClient;

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
export async function query(expression: string): Promise<number | undefined> {
  const response = await fetch(`${lab.prometheusUrl}/api/v1/query?query=${encodeURIComponent(expression)}`);
  const answer = (await response.json()) as { data: { result: { value: [number, string] }[] } };
  const value = Number(answer.data.result[0]?.value[1]);
  return Number.isNaN(value) ? undefined : value;
}

/** Waits for a metric of the running system; services react at once, a new scrape target takes up to 5 s. */
export function metric(what: string, expression: string, isSo: (value: number) => boolean): Promise<true> {
  const check = async () => {
    const value = await query(expression);
    if (value === undefined) throw new Error('no such series');
    if (!isSo(value)) throw new Error(`it is ${value}`);
    return true as const;
  };
  return waitUntil(what, check, { timeoutMilliseconds: 20_000, everyMilliseconds: 250 });
}

export const errors = (service: string) =>
  `(sum(rate(http_requests_total{service="${service}",code=~"5.."}[3s])) or vector(0)) / sum(rate(http_requests_total{service="${service}"}[3s]))`;
export const p95 = (service: string) =>
  `histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket{service="${service}"}[3s])))`;
