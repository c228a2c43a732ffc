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
  const masker = createMasker(configuration.masking);
  // Only where one is asked for: a library can be checked without any.
  const secrets = () => resolveSecrets({ toolServers }, environment, masker);
  const hub = createToolHub({
    servers: mountedServers(configuration, { of: (reference) => secrets().of(reference) }),
    // No tool is called.
    audit: { recordToolCall: () => Promise.reject(new Error('No tool is called here.')) },
    masker,
  });
  return { tools: (server) => hub.tools(server), close: () => hub.close() };
}
