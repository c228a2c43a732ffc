import { createLocator } from '#configuration/locate';
import { waitUntil } from '#processes/wait-until';
import type { GoldenSignalSelectors } from '#mcp/servers/metrics/locator';
import { environment, type OpenedWorld } from '../../contracts/contract.ts';
import type { MetricsFacts } from '../../contracts/metrics.ts';
import { scrapeIntervalSeconds } from '../scraped-shop.ts';
import { shopCatalogue } from '../tool-server-parts.ts';

const scrapeInterval = `${scrapeIntervalSeconds * 1_000}ms`;

/**
 * Of the service `checkout` of the shop that a server at that address has scraped for a few seconds.
 * @param uncountable Prometheus itself does not count a number
 */
export function prometheusMetrics(url: string, uncountable = '1 + 1'): OpenedWorld<MetricsFacts> {
  return {
    settings: { url, scrapeInterval },
    settingsOfAbsent: { url: 'http://127.0.0.1:9', scrapeInterval },
    facts: {
      service: 'checkout',
      selectors: createLocator(shopCatalogue, 'metrics').settings('checkout', environment) as GoldenSignalSelectors,
      pool: 'database',
      versions: ['v1', 'v2'],
      instances: 1,
      window() {
        const endSeconds = Date.now() / 1_000;
        return { startSeconds: endSeconds - 2, endSeconds };
      },
      stepSeconds: scrapeIntervalSeconds,
      async alert() {
        const isFiring = async () => (await (await fetch(`${url}/api/v1/alerts`)).text()).includes('"state":"firing"');
        await waitUntil('the alert', isFiring, { timeoutMilliseconds: 20_000, everyMilliseconds: 100 });
        return { name: 'HighErrorRate', severity: 'critical', expression: 'rate(http_requests_total' };
      },
      names: { prefix: 'pool_', found: ['pool_in_use', 'pool_size'], part: 'l_in_u' },
      raw: { several: 'http_requests_total{service="checkout"}', series: 3, uncountable },
    },
  };
}
