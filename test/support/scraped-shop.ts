import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export const scrapeIntervalSeconds = 0.25;

/** A service `checkout` with two versions, of which v2 fails half of its requests, as an exporter shows it. */
export interface ScrapedShop {
  /** For `prometheus.yml` and for what reads the same format. */
  readonly scrapeConfigs: string;
  /** One rule that fires at once, one that never does. */
  readonly rules: string;
  stop(): Promise<void>;
}

export async function startScrapedShop(): Promise<ScrapedShop> {
  const startedAt = Date.now();
  const exporter = createServer((_, response) => response.end(exposition((Date.now() - startedAt) / 1_000)));
  await new Promise<void>((resolve) => exporter.listen(0, '127.0.0.1', resolve));
  return {
    scrapeConfigs: scrapeConfigs(`127.0.0.1:${(exporter.address() as AddressInfo).port}`),
    rules,
    async stop() {
      exporter.closeAllConnections();
      await new Promise((resolve) => exporter.close(resolve));
    },
  };
}

/** Whether a server that speaks Prometheus' API has eight seconds of samples of it. */
export async function hasSamples(url: string): Promise<boolean> {
  const query = encodeURIComponent('count_over_time(up{job="checkout"}[1m]) > 32');
  const response = await fetch(`${url}/api/v1/query?query=${query}`);
  const body = (await response.json()) as { data?: { result?: unknown[] } };
  return (body.data?.result?.length ?? 0) > 0;
}

/** 40 requests a second, 10 of them at v2, which fails every other one; 30 ms each. */
function exposition(seconds: number): string {
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

function scrapeConfigs(target: string): string {
  const interval = `${scrapeIntervalSeconds * 1_000}ms`;
  return `
scrape_configs:
  - job_name: checkout
    scrape_interval: ${interval}
    scrape_timeout: ${interval}
    static_configs: [{ targets: ["${target}"] }]
`;
}
