import type { Configuration } from '#configuration/configuration';
import { resolveSecrets } from '#configuration/resolve-secrets';
import { createToolHub, type ToolHub } from '#mcp/client/hub';
import { createMasker } from '#records/masking/create-masker';
import { mountedServers } from './tool-servers.ts';

/**
 * Lists the tools of third-party servers without a running system. Each server is started on first use, and all
 * are stopped by `close`.
 */
export function mountedTools(
  configuration: Configuration,
  environment: NodeJS.ProcessEnv,
): Pick<ToolHub, 'close' | 'tools'> {
  const { toolServers } = configuration;
  const masker = createMasker(configuration.masking);
  // Only on demand: a library can be checked without any.
  const secrets = () => resolveSecrets({ toolServers }, environment, masker);
  const hub = createToolHub({
    servers: mountedServers(configuration, { of: (reference) => secrets().of(reference) }),
    // No tool is called.
    audit: { recordToolCall: () => Promise.reject(new Error('No tool is called here.')) },
    masker,
  });
  return { tools: (server) => hub.tools(server), close: () => hub.close() };
}
