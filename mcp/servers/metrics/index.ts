import { createToolServer, type ToolServer } from '../../kit/tool-server.ts';
import { backEndsOf } from '../back-ends.ts';
import type { ResolvedPrometheusServer, ServerDependencies } from '../dependencies.ts';
import { prometheusAdapter } from './adapters/prometheus/index.ts';
import { metricsTools } from './tools/index.ts';

/** The tool server `metrics`: what the services' golden signals, alert rules and metrics say. */
export function createMetricsServer(
  configuration: ResolvedPrometheusServer,
  dependencies: ServerDependencies,
): ToolServer {
  const { catalogue, reportedChanges: _, ...kit } = dependencies;
  const backEnds = backEndsOf(configuration.environments, ({ scrapeInterval, ...address }) =>
    prometheusAdapter(address, scrapeInterval),
  );
  return createToolServer({
    scopes: ['read', 'metrics:query'],
    ...kit,
    name: 'metrics',
    environments: Object.keys(configuration.environments),
    tools: metricsTools({ catalogue, backEnd: backEnds }),
  });
}
