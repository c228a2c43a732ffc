import type { Configuration } from '#configuration/configuration';
import { type Risk, stricter } from '#core/ids/risk';
import type { WriteRisk } from '#core/policy/approval-level';
import { builtInToolSpecs } from '#mcp/servers/tool-catalogue';
import { mountedTools } from '#workers/mounted-tools';
import { toolSpecs } from '#workers/tool-specs';

/**
 * What a tool can do at worst: what it and the configuration say of it, and nobody makes that milder. What reads, reads.
 * @param tool `infrastructure.restart_pod`; one that is not known is what was said, else reversible
 */
export async function riskOf(configuration: Configuration, tool: string, said: WriteRisk | undefined): Promise<Risk> {
  const [server = '', ...rest] = tool.split('.');
  const name = rest.join('.');
  const entry = Object.hasOwn(configuration.toolServers, server) ? configuration.toolServers[server] : undefined;
  const builtIn = builtInToolSpecs();
  const specs = entry ? await configuredSpecs(configuration, server, builtIn) : builtIn;
  const own = specs.find((spec) => spec.server === server && spec.name === name)?.risk;
  if (own === undefined) return said ?? 'reversible';
  return own === 'read' || said === undefined ? own : stricter(own, said);
}

/** Of this server alone: the others need not be asked. */
async function configuredSpecs(
  configuration: Configuration,
  server: string,
  builtIn: ReturnType<typeof builtInToolSpecs>,
): Promise<ReturnType<typeof builtInToolSpecs>> {
  const mounted = mountedTools(configuration, process.env);
  try {
    const ask = async (name: string) => (name === server ? mounted.tools(name) : []);
    const specs = await toolSpecs(configuration, builtIn, ask);
    const own = specs.problems.filter((one) => one.server === server);
    for (const { problem } of own) process.stderr.write(`${server}: ${problem}\n`);
    return specs.tools(server) ?? [];
  } finally {
    await mounted.close();
  }
}
