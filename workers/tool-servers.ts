import type { Configuration } from '#configuration/configuration';
import type { Secrets } from '#configuration/resolve-secrets';
import type { SecretReference } from '#configuration/settings/secret';
import type { Environment } from '#core/ids/environment';
import type { Risk } from '#core/ids/risk';
import type { ServerConnection } from '#mcp/client/link';
import type { Masker, ReportedChanges, ToolAudit } from '#mcp/kit/ports';
import type { ToolServer } from '#mcp/kit/tool-server';
import type { ServerDependencies } from '#mcp/servers/dependencies';
import { builtInServerNames, createBuiltInServer } from '#mcp/servers/index';

export interface ToolServerPorts {
  readonly audit: ToolAudit;
  readonly masker: Masker;
  readonly reportedChanges: ReportedChanges;
  readonly secrets: Pick<Secrets, 'of'>;
}

type BackEndEntry = { readonly url: string; readonly bearer?: SecretReference };

/** The environments of a server, each back end's token read. */
function withTokens<Entry extends BackEndEntry>(
  environments: Readonly<Record<Environment, Entry>>,
  secrets: ToolServerPorts['secrets'],
) {
  return Object.fromEntries(
    Object.entries(environments).map(([name, { bearer, ...rest }]) => [
      name,
      { ...rest, bearer: bearer && secrets.of(bearer).read() },
    ]),
  );
}

/** One of our servers as configured, or undefined where it is not, or where another program stands for it. */
export function builtInServer(
  name: (typeof builtInServerNames)[number],
  { toolServers, catalogue }: Configuration,
  { secrets, ...ports }: ToolServerPorts,
): ToolServer | undefined {
  const dependencies: ServerDependencies = { ...ports, catalogue };
  switch (name) {
    case 'metrics': {
      const entry = toolServers.metrics;
      if (!entry || 'command' in entry) return undefined;
      const configuration = { ...entry, environments: withTokens(entry.environments, secrets) };
      return createBuiltInServer({ name, configuration }, dependencies);
    }
    case 'alerts': {
      const entry = toolServers.alerts;
      if (!entry || 'command' in entry) return undefined;
      const configuration = { ...entry, environments: withTokens(entry.environments, secrets) };
      return createBuiltInServer({ name, configuration }, dependencies);
    }
    case 'deployments': {
      const entry = toolServers.deployments;
      if (!entry || 'command' in entry) return undefined;
      const configuration =
        entry.adapter === 'reported' ? entry : { ...entry, environments: withTokens(entry.environments, secrets) };
      return createBuiltInServer({ name, configuration }, dependencies);
    }
    case 'infrastructure': {
      const entry = toolServers.infrastructure;
      if (!entry || 'command' in entry) return undefined;
      const configuration = { ...entry, environments: withTokens(entry.environments, secrets) };
      return createBuiltInServer({ name, configuration }, dependencies);
    }
    default:
      return name satisfies never;
  }
}

/** Every configured tool server: ours in this process, others as children on stdio. */
export function toolServerConnections(
  configuration: Configuration,
  ports: ToolServerPorts,
): Readonly<Record<string, ServerConnection>> {
  const connections: Record<string, ServerConnection> = {};
  for (const name of builtInServerNames) {
    const server = builtInServer(name, configuration, ports);
    if (server) connections[name] = { kind: 'in_process', server };
  }
  return { ...connections, ...mountedServers(configuration, ports.secrets) };
}

/** The configured servers that are not ours. */
export function mountedServers(
  configuration: Configuration,
  secrets: ToolServerPorts['secrets'],
): Readonly<Record<string, ServerConnection>> {
  const connections: Record<string, ServerConnection> = {};
  for (const [name, entry] of Object.entries(configuration.toolServers)) {
    if (!entry || !('command' in entry)) continue;
    const [command = '', ...args] = entry.command;
    const env = Object.fromEntries(
      Object.entries(entry.env).map(([variable, value]) => [
        variable,
        typeof value === 'string' ? value : secrets.of(value).read(),
      ]),
    );
    connections[name] = { kind: 'stdio', command, args, env };
  }
  return connections;
}

/** The environments that each tool server has back ends for; `any` for programs that do not tell. */
export function servedEnvironments({
  toolServers,
}: Configuration): Readonly<Record<string, readonly Environment[] | 'any'>> {
  const served: Record<string, readonly Environment[] | 'any'> = {};
  for (const [name, entry] of Object.entries(toolServers)) {
    if (!entry) continue;
    if ('command' in entry) served[name] = 'any';
    else served[name] = Array.isArray(entry.environments) ? entry.environments : Object.keys(entry.environments);
  }
  return served;
}

/** What the configuration says that a tool can do at worst; undefined where it says nothing. */
export function configuredRisk({ toolServers }: Configuration, server: string, tool: string): Risk | undefined {
  const entry = Object.hasOwn(toolServers, server) ? toolServers[server] : undefined;
  const risks: Readonly<Record<string, Risk>> = entry?.risks ?? {};
  return Object.hasOwn(risks, tool) ? risks[tool] : undefined;
}

/** The environments that our servers have back ends for; empty where one is mounted that does not tell. */
export function knownEnvironments(configuration: Configuration): readonly Environment[] {
  const served = Object.values(servedEnvironments(configuration));
  return served.includes('any') ? [] : [...new Set(served.flatMap((some) => (some === 'any' ? [] : some)))].sort();
}
