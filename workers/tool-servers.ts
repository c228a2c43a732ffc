import type { Configuration } from '#configuration/configuration';
import { createLocator } from '#configuration/locate';
import { isBuiltIn } from '#configuration/tool-servers';
import { backEndsOf } from '#configuration/writes';
import type { Environment } from '#core/ids/environment';
import type { Risk } from '#core/ids/risk';
import type { ServerConnection } from '#mcp/client/link';
import type { AdapterParts } from '#mcp/kit/define-adapter';
import type { ConfiguredServer } from '#mcp/kit/define-server';
import type { Masker } from '#core/text/masker';
import type { ToolAudit } from '#mcp/kit/ports';
import { refusingWriteTool } from '#mcp/kit/refusing-write-tool';
import { createToolServer, type ToolServer } from '#mcp/kit/tool-server';
import { builtInServer, builtInServers } from '#mcp/servers/index';

export interface ToolServerPorts {
  readonly audit: ToolAudit;
  readonly masker: Masker;
  readonly parts: AdapterParts;
}

/** The configuration of a built-in server; undefined if it is not configured or replaced by another program. */
export function configuredServer(
  name: string,
  { toolServers, catalogue }: Pick<Configuration, 'toolServers' | 'catalogue'>,
  parts: AdapterParts,
): ConfiguredServer | undefined {
  const entry = Object.hasOwn(toolServers, name) ? toolServers[name] : undefined;
  if (!entry || !isBuiltIn(entry)) return undefined;
  return { entry, parts, locator: createLocator(catalogue, name) };
}

/** Opens a built-in server; undefined if it is not configured. */
export function openBuiltInServer(
  name: string,
  configuration: Pick<Configuration, 'toolServers' | 'catalogue'>,
  { audit, masker, parts }: ToolServerPorts,
): ToolServer | undefined {
  const configured = configuredServer(name, configuration, parts);
  const definition = builtInServer(name);
  if (!configured || !definition) return undefined;
  return createToolServer({
    name,
    audit,
    masker,
    scopes: definition.scopes,
    environments: Object.keys(configured.entry.environments),
    tools: [...definition.tools(configured), ...definition.plannedWriteTools(configured).map(refusingWriteTool)],
  });
}

/** All configured tool servers: built-in ones in this process, others as child processes on stdio. */
export function toolServerConnections(
  configuration: Configuration,
  ports: ToolServerPorts,
): Readonly<Record<string, ServerConnection>> {
  const connections: Record<string, ServerConnection> = {};
  for (const { name } of builtInServers) {
    const server = openBuiltInServer(name, configuration, ports);
    if (server) connections[name] = { kind: 'in_process', server };
  }
  return { ...connections, ...mountedServers(configuration, ports.parts.secrets) };
}

/** The configured servers that are not built in. */
export function mountedServers(
  configuration: Configuration,
  secrets: AdapterParts['secrets'],
): Readonly<Record<string, ServerConnection>> {
  const connections: Record<string, ServerConnection> = {};
  for (const [name, entry] of Object.entries(configuration.toolServers)) {
    if (!entry || isBuiltIn(entry)) continue;
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

/** The environments of each tool server; `any` for programs, whose environments are unknown. */
export function servedEnvironments({
  toolServers,
}: Configuration): Readonly<Record<string, readonly Environment[] | 'any'>> {
  return Object.fromEntries(
    Object.entries(toolServers).flatMap(([name, entry]) =>
      entry ? [[name, isBuiltIn(entry) ? Object.keys(entry.environments) : 'any']] : [],
    ),
  );
}

/** The configured worst-case risk of a tool; undefined if none is configured. */
export function configuredRisk({ toolServers }: Configuration, server: string, tool: string): Risk | undefined {
  const entry = Object.hasOwn(toolServers, server) ? toolServers[server] : undefined;
  const risks: Readonly<Record<string, Risk>> = entry?.risks ?? {};
  return Object.hasOwn(risks, tool) ? risks[tool] : undefined;
}

/** The environments of the built-in servers; empty if there are mounted programs, whose environments are unknown. */
export function knownEnvironments(configuration: Configuration): readonly Environment[] {
  const hasPrograms = Object.values(configuration.toolServers).some((entry) => entry && !isBuiltIn(entry));
  if (hasPrograms) return [];
  return [...new Set(backEndsOf(configuration).map(({ environment }) => environment))].sort();
}
