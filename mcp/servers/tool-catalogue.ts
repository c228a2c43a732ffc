import { z } from 'zod';
import type { ToolSpec } from '#core/runbooks/tool-specs';
import type { DeclaredWriteTool } from '../kit/declare-write-tool.ts';
import type { DefinedTool } from '../kit/define-tool.ts';
import { builtInServers } from './index.ts';

/**
 * All tools that the built-in servers can offer, with whatever adapter: what runbooks are checked against where nothing is
 * connected. Sorted by server and name.
 */
export function builtInToolSpecs(): readonly ToolSpec[] {
  return builtInServers
    .flatMap((server) => {
      const { reads, writes } = server.everything();
      return [
        ...reads.map((tool) => readSpec(server.name, tool)),
        ...writes.map((tool) => writeSpec(server.name, tool)),
      ];
    })
    .sort((a, b) => compare(a.server, b.server) || compare(a.name, b.name));
}

const Envelope = z.object({ properties: z.object({ data: z.record(z.string(), z.unknown()) }) });

function readSpec(server: string, { name, listing }: DefinedTool): ToolSpec {
  const { data } = Envelope.parse(listing.outputSchema).properties;
  return { server, name, title: listing.title, risk: 'read', input: listing.inputSchema, data };
}

function writeSpec(server: string, { name, title, risk, parameters }: DeclaredWriteTool): ToolSpec {
  return { server, name, title, risk, input: parameters };
}

const compare = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0);
