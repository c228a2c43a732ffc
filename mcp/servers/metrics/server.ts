import { defineServer } from '../../kit/define-server.ts';
import { prometheus } from './adapters/prometheus/adapter.ts';
import { combineMetrics } from './combine.ts';
import { GoldenSignalSelectors } from './locator.ts';
import { metricsTools } from './tools/index.ts';

export const metricsServer = defineServer({
  name: 'metrics',
  title: 'Golden signals of services, alert rules, PromQL queries',
  locator: GoldenSignalSelectors,
  formerLocatorKey: 'selectors',
  capabilities: {},
  adapters: [prometheus],
  scopes: ['read', 'metrics:query'],
  combine: combineMetrics,
  tools: metricsTools,
});
