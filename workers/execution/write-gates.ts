import type { Configuration } from '#configuration/configuration';
import type { Secrets } from '#configuration/resolve-secrets';
import { writableBackEnds, writingServers } from '#configuration/writes';
import type { DefinedWriteTool } from '#mcp/kit/define-write-tool';
import type { Masker, ToolAudit } from '#mcp/kit/ports';
import type { WriteAuthority } from '#mcp/kit/write-authority';
import { createWriteGate, type WriteGate } from '#mcp/kit/write-gate';
import { builtInWriteTools } from '#mcp/servers/index';

/** The write tools of the servers for which this process holds a credential. */
export interface WriteTools {
  readonly server: string;
  readonly environments: readonly string[];
  readonly tools: readonly DefinedWriteTool[];
}

export function writeToolsOf(configuration: Configuration, secrets: Pick<Secrets, 'of'>): readonly WriteTools[] {
  return writingServers.flatMap((server) => {
    const backEnds = writableBackEnds(configuration, server);
    if (Object.keys(backEnds).length === 0) return [];
    const environments = Object.fromEntries(
      Object.entries(backEnds).map(([name, { url, bearer }]) => [
        name,
        { url, bearer: bearer && secrets.of(bearer).read() },
      ]),
    );
    const tools = builtInWriteTools({ name: server, configuration: { adapter: 'lab', environments } });
    return [{ server, environments: Object.keys(environments), tools }];
  });
}

export function createWriteGates(
  writeTools: readonly WriteTools[],
  parts: { readonly authority: WriteAuthority; readonly audit: ToolAudit; readonly masker: Masker },
): ReadonlyMap<string, WriteGate> {
  return new Map(writeTools.map((each) => [each.server, createWriteGate({ ...each, ...parts })]));
}
