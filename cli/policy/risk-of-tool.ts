import type { Configuration } from '#configuration/configuration';
import { type Risk, stricter } from '#core/ids/risk';
import type { WriteRisk } from '#core/policy/approval-level';
import { builtInToolSpecs } from '#mcp/servers/tool-catalogue';
import { mountedTools } from '#workers/mounted-tools';
import { toolSpecs } from '#workers/tool-specs';

/**
 * The worst a tool can do: what it and the configuration declare, and what is said here if that is stricter. A read stays
 * a read.
 * @param tool `infrastructure.restart_pod`; an unknown one has the risk that is said, else reversible
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

/** Asks this server only. */
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
