import { z } from 'zod';
import { Catalogue } from '#configuration/catalogue';
import type { ToolSpec } from '#core/runbooks/tool-specs';
import type { DeclaredWriteTool } from '../kit/declare-write-tool.ts';
import type { DefinedTool } from '../kit/define-tool.ts';
import type { DefinedWriteTool } from '../kit/define-write-tool.ts';
import { alertsTools } from './alerts/tools/index.ts';
import { deploymentsTools, deploymentsWriteTools } from './deployments/tools/index.ts';
import type { BuiltInServerEntry } from './index.ts';
import { infrastructureTools, infrastructureWriteTools } from './infrastructure/tools/index.ts';
import { metricsTools } from './metrics/tools/index.ts';

interface ServerTools {
  readonly reads: readonly DefinedTool[];
  readonly writes: readonly DeclaredWriteTool[];
}

/** Specs need no back end, and nothing that is made here is ever called. */
function neverCalled(): never {
  throw new Error('A tool of the catalogue was called: it has no back end.');
}

const declarationsOf = (tools: readonly DefinedWriteTool[]) => tools.map(({ declaration }) => declaration);

const toolsOf: { readonly [Name in BuiltInServerEntry['name']]: () => ServerTools } = {
  alerts: () => ({ reads: alertsTools(neverCalled), writes: [] }),
  deployments: () => ({
    reads: deploymentsTools({ changes: neverCalled, rollouts: neverCalled, writes: neverCalled }),
    writes: declarationsOf(deploymentsWriteTools(neverCalled)),
  }),
  infrastructure: () => ({
    reads: infrastructureTools({ backEnd: neverCalled, writes: neverCalled }),
    writes: declarationsOf(infrastructureWriteTools(neverCalled)),
  }),
  metrics: () => ({ reads: metricsTools({ catalogue: Catalogue.parse({}), backEnd: neverCalled }), writes: [] }),
};

/**
 * All tools that our servers can offer, with whatever adapter: what runbooks are checked against where nothing is
 * connected. Sorted by server and name.
 */
export function builtInToolSpecs(): readonly ToolSpec[] {
  return Object.entries(toolsOf)
    .flatMap(([server, make]) => {
      const { reads, writes } = make();
      return [...reads.map((tool) => readSpec(server, tool)), ...writes.map((tool) => writeSpec(server, tool))];
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
