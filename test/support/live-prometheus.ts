import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '#processes/free-port';
import { spawnOwned } from '#processes/spawn-owned';
import { waitUntil } from '#processes/wait-until';
import { cacheFolder } from '#programs/cache';
import { obtainPrometheus } from '#programs/prometheus';

export const scrapeIntervalSeconds = 0.25;

export interface LivePrometheus {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * A real Prometheus that scrapes a service `checkout` with two versions, of which v2 fails half of its requests, and has
 * an alert rule that fires at once. Resolves when a few seconds of samples are there.
 * @throws Error with all the ways that were tried where Prometheus cannot be obtained
 */
export async function startLivePrometheus(): Promise<LivePrometheus> {
  const program = await obtainPrometheus({
    cache: cacheFolder(process.env),
    report: () => {},
    environment: process.env,
  });
  const exporter = createServer((_, response) => response.end(exposition()));
  await new Promise<void>((resolve) => exporter.listen(0, '127.0.0.1', resolve));
  const target = `127.0.0.1:${(exporter.address() as AddressInfo).port}`;

  const folder = await mkdtemp(join(tmpdir(), 'holdfast-prometheus-'));
  await writeFile(join(folder, 'rules.yml'), rules);
  await writeFile(join(folder, 'prometheus.yml'), configuration(target));
  const port = await freePort();
  const server = spawnOwned({
    name: 'prometheus',
    command: program.path,
    args: [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    env: { PATH: process.env['PATH'] },
    logFile: join(folder, 'prometheus.log'),
    foreign: true,
  });
  const url = `http://127.0.0.1:${port}`;
  const stop = async () => {
    await server.stop();
    exporter.closeAllConnections();
    await new Promise((resolve) => exporter.close(resolve));
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await waitUntil('eight seconds of samples', () => hasSamples(url), {
      timeoutMilliseconds: 30_000,
      everyMilliseconds: 200,
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, stop };
}

async function hasSamples(url: string): Promise<boolean> {
  const query = encodeURIComponent('count_over_time(up{job="checkout"}[1m]) > 32');
  const response = await fetch(`${url}/api/v1/query?query=${query}`);
  const body = (await response.json()) as { data?: { result?: unknown[] } };
  return (body.data?.result?.length ?? 0) > 0;
}

const startedAt = Date.now();

/** 40 requests a second, 10 of them at v2, which fails every other one; 30 ms each. */
function exposition(): string {
  const seconds = (Date.now() - startedAt) / 1_000;
  const count = (perSecond: number) => Math.floor(1_000 + perSecond * seconds);
  return [
    `http_requests_total{service="checkout",version="v1",status="200"} ${count(30)}`,
    `http_requests_total{service="checkout",version="v2",status="200"} ${count(5)}`,
    `http_requests_total{service="checkout",version="v2",status="500"} ${count(5)}`,
    `http_request_duration_seconds_bucket{service="checkout",le="0.02"} 0`,
    `http_request_duration_seconds_bucket{service="checkout",le="0.04"} ${count(40)}`,
    `http_request_duration_seconds_bucket{service="checkout",le="+Inf"} ${count(40)}`,
    `pool_in_use{service="checkout"} 9`,
    `pool_size{service="checkout"} 12`,
    '',
  ].join('\n');
}

const rules = `
groups:
  - name: shop
    rules:
      - alert: HighErrorRate
        expr: sum by (service) (rate(http_requests_total{status=~"5.."}[5s])) > 1
        labels: { severity: critical }
        annotations: { summary: "{{ $labels.service }} fails" }
      - alert: NeverFires
        expr: vector(0) > 1
`;

function configuration(target: string): string {
  return `
global: { scrape_interval: ${scrapeIntervalSeconds * 1_000}ms, evaluation_interval: 500ms }
rule_files: [rules.yml]
scrape_configs:
  - job_name: checkout
    scrape_timeout: ${scrapeIntervalSeconds * 1_000}ms
    static_configs: [{ targets: ["${target}"] }]
`;
}
