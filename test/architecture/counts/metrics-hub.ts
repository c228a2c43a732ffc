import { createToolHub, type ToolHub } from '#mcp/client/hub';
import type { Masker } from '#mcp/kit/ports';
import { createMetricsServer } from '#mcp/servers/metrics/index';
import { collectingAudit, shopCatalogue } from '../../support/tool-server-parts.ts';

/** The built-in server `metrics` in this process, behind a hub, as the investigator has it. */
export function metricsHub(url: string, masker: Masker): ToolHub {
  const audit = collectingAudit();
  const server = createMetricsServer(
    { adapter: 'prometheus', environments: { production: { url, scrapeInterval: 15 } } },
    { audit, masker, catalogue: shopCatalogue, reportedChanges: { list: async () => [] } },
  );
  return createToolHub({ audit, masker, servers: { metrics: { kind: 'in_process', server } } });
}
