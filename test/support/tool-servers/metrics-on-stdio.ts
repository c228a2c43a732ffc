// The tool server `metrics` on stdio, as `holdfast mcp metrics` composes it, before a scripted Prometheus. It leaves with
// 1 when it was asked what is not in the script, or not asked what is.
import { serveOnStdio } from '#mcp/serve-stdio';
import { createBuiltInServer } from '../built-in-server.ts';
import { startPrometheusDouble } from '../prometheus-double.ts';
import { collectingAudit, oneWordMasker, shopCatalogue } from '../tool-server-parts.ts';

const double = await startPrometheusDouble([{ path: 'label/__name__/values', data: ['http_requests_total', 'up'] }]);
const server = createBuiltInServer(
  {
    name: 'metrics',
    adapter: 'prometheus',
    environments: { production: { url: double.url, scrapeInterval: 1 } },
  },
  {
    audit: collectingAudit(),
    masker: oneWordMasker,
    catalogue: shopCatalogue,
    reportedChanges: { list: () => Promise.resolve([]) },
  },
);
const served = serveOnStdio(server);
console.log('a library that prints must not break the protocol');
await served.closed;
await double.finish().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 1;
});
