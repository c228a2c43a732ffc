import type { Configuration } from '#configuration/configuration';
import { writableBackEnds } from '#configuration/writes';
import type { AdapterParts } from '#mcp/kit/define-adapter';
import type { DefinedWriteTool } from '#mcp/kit/define-write-tool';
import type { Masker } from '#core/text/masker';
import type { ToolAudit } from '#mcp/kit/ports';
import type { WriteAuthority } from '#mcp/kit/write-authority';
import type { WritableBackEnd } from '#mcp/kit/write-call';
import type { WriteGate } from '#core/actions/gated-write';
import { createWriteGate } from '#mcp/kit/write-gate';
import { builtInServers } from '#mcp/servers/index';
import { configuredServer } from '../tool-servers.ts';

/** The write tools of a server that this process holds credentials for. */
export interface WriteTools {
  readonly server: string;
  readonly backEnds: readonly WritableBackEnd[];
  readonly tools: readonly DefinedWriteTool[];
}

export function writeToolsOf(configuration: Configuration, parts: AdapterParts): readonly WriteTools[] {
  const writable = writableBackEnds(configuration);
  return builtInServers.flatMap((definition) => {
    const { name: server } = definition;
    const backEnds = writable.filter((one) => one.server === server);
    const configured = configuredServer(server, configuration, parts);
    if (backEnds.length === 0 || !configured) return [];
    return [{ server, backEnds, tools: definition.writeTools(configured) }];
  });
}

export function createWriteGates(
  writeTools: readonly WriteTools[],
  parts: { readonly authority: WriteAuthority; readonly audit: ToolAudit; readonly masker: Masker },
): ReadonlyMap<string, WriteGate> {
  return new Map(writeTools.map((each) => [each.server, createWriteGate({ ...each, ...parts })]));
}
