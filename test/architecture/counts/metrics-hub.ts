import { createToolHub, type ToolHub } from '#mcp/client/hub';
import type { Masker } from '#core/text/masker';
import { createBuiltInServer } from '../../support/built-in-server.ts';
import { collectingAudit } from '../../support/tool-server-parts.ts';

/** The built-in server `metrics` in this process, behind a hub, as the investigator has it. */
export function metricsHub(url: string, masker: Masker): ToolHub {
  const audit = collectingAudit();
  const server = createBuiltInServer(
    { name: 'metrics', adapter: 'prometheus', environments: { production: { url, scrapeInterval: 15 } } },
    { audit, masker },
  );
  return createToolHub({ audit, masker, servers: { metrics: { kind: 'in_process', server } } });
}
