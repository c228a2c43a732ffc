import type { Configuration } from '#configuration/configuration';
import { resolveSecrets } from '#configuration/resolve-secrets';
import { createToolHub, type ToolHub } from '#mcp/client/hub';
import { createMasker } from '#records/masking/create-masker';
import { mountedServers } from './tool-servers.ts';

/**
 * Asks servers that are not ours what they offer, without a system that runs: each is started when it is asked, and all
 * end with `close`.
 */
export function mountedTools(
  configuration: Configuration,
  environment: NodeJS.ProcessEnv,
): Pick<ToolHub, 'close' | 'tools'> {
  const { toolServers } = configuration;
  const hub = createToolHub({
    servers: mountedServers(configuration, (reference) => resolveSecrets({ toolServers }, environment)(reference)),
    // No tool is called.
    audit: { recordToolCall: () => Promise.reject(new Error('No tool is called here.')) },
    masker: createMasker(configuration.masking),
  });
  return { tools: (server) => hub.tools(server), close: () => hub.close() };
}
