import { z } from 'zod';
import type { Configuration } from '#configuration/configuration';
import { nearestNames } from '#core/text/nearest-name';
import type { ToolSpec, ToolSpecs } from '#core/runbooks/tool-specs';
import { stricter } from '#core/ids/risk';
import { dataSchema } from '#mcp/client/envelope-schema';
import type { ToolDescription } from '#mcp/client/hub';
import { mountedRisk } from './mounted-risk.ts';
import { plainLine } from '#core/text/plain-text';

/** The parts of a third-party server's tool listing that are used. */
export type MountedTool = Pick<ToolDescription, 'name' | 'title' | 'inputSchema' | 'outputSchema' | 'annotations'>;

/** A problem of a server that prevents checks against it, as text. */
export interface ToolSpecProblem {
  readonly server: string;
  readonly problem: string;
}

export interface ConfiguredToolSpecs extends ToolSpecs {
  /** In the order of the configuration. A server that cannot be reached is missing from `servers`; this says why. */
  readonly problems: readonly ToolSpecProblem[];
}

type Risks = Readonly<Record<string, ToolSpec['risk']>>;

interface ServerSpecs {
  readonly server: string;
  /** Undefined if it cannot be reached. */
  readonly tools: readonly ToolSpec[] | undefined;
  readonly problems: readonly string[];
}

const JsonObject = z.record(z.string(), z.unknown());
/** Allowed by the protocol. Other names could not be used in a runbook, and would appear in messages. */
const toolName = /^[A-Za-z0-9_.-]{1,128}$/;

/**
 * The tools of the configured servers, each with its effective risk. A server that does not answer costs only its own
 * tools.
 * @param builtIn the tools of the built-in servers
 * @param mounted lists the tools of a third-party server; rejects if it cannot be reached
 */
export async function toolSpecs(
  { toolServers }: Configuration,
  builtIn: readonly ToolSpec[],
  mounted: (server: string) => Promise<readonly MountedTool[]>,
): Promise<ConfiguredToolSpecs> {
  const found = await Promise.all(
    Object.entries(toolServers).map(async ([server, entry]): Promise<ServerSpecs> => {
      if (!entry) return { server, tools: undefined, problems: [] };
      if ('command' in entry) return mountedSpecs(server, entry.risks, mounted);
      return ownSpecs(server, entry.risks, builtIn);
    }),
  );
  const byServer = new Map(found.flatMap(({ server, tools }) => (tools ? [[server, sorted(tools)]] : [])));
  return {
    servers: [...byServer.keys()],
    tools: (server) => byServer.get(server),
    problems: found.flatMap(({ server, problems }) => problems.map((problem) => ({ server, problem }))),
  };
}

function ownSpecs(server: string, risks: Risks, builtIn: readonly ToolSpec[]): ServerSpecs {
  const tools = builtIn
    .filter((tool) => tool.server === server)
    .map((tool) => ({ ...tool, risk: stricter(tool.risk, own(risks, tool.name) ?? tool.risk) }));
  return { server, tools, problems: unknownTools(server, risks, tools) };
}

async function mountedSpecs(
  server: string,
  risks: Risks,
  mounted: (server: string) => Promise<readonly MountedTool[]>,
): Promise<ServerSpecs> {
  let listed: readonly MountedTool[];
  try {
    listed = await mounted(server);
  } catch (error) {
    return { server, tools: undefined, problems: [error instanceof Error ? error.message : String(error)] };
  }
  const named = listed.filter(({ name }) => toolName.test(name));
  const judged = named.map((tool) => {
    const { risk, problem } = mountedRisk(`${server}.${tool.name}`, own(risks, tool.name), tool.annotations);
    return { spec: specOf(server, tool, risk), problem };
  });
  const tools = judged.map(({ spec }) => spec);
  const left = listed.length - named.length;
  const problems = [
    ...(left > 0 ? [`${left} of the tools of ${server} have names that the protocol does not allow; left out.`] : []),
    ...judged.flatMap(({ problem }) => problem ?? []),
    ...unknownTools(server, risks, tools),
  ];
  return { server, tools, problems };
}

function specOf(server: string, tool: MountedTool, risk: ToolSpec['risk']): ToolSpec {
  const input = JsonObject.safeParse(tool.inputSchema);
  const data = JsonObject.safeParse(dataSchema(tool.outputSchema));
  return {
    server,
    name: tool.name,
    risk,
    ...(tool.title !== undefined && { title: plainLine(tool.title, 200) }),
    input: input.success ? input.data : { type: 'object' },
    ...(data.success && { data: data.data }),
  };
}

/** A misspelt name would leave its tool less strict than intended. */
function unknownTools(server: string, risks: Risks, tools: readonly ToolSpec[]): readonly string[] {
  const names = tools.map(({ name }) => name);
  return Object.keys(risks)
    .filter((name) => !names.includes(name))
    .map((name) => {
      const [near] = nearestNames(name, names);
      const next =
        near === undefined ? `It offers: ${[...names].sort().join(', ') || 'none'}.` : `Did you mean ${near}?`;
      return `toolServers.${server}.risks names "${name}", and ${server} has no such tool. ${next}`;
    });
}

function sorted(tools: readonly ToolSpec[]): readonly ToolSpec[] {
  return [...tools].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** A tool may be called `constructor`. */
function own(risks: Risks, name: string): ToolSpec['risk'] | undefined {
  return Object.hasOwn(risks, name) ? risks[name] : undefined;
}
