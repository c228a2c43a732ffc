import type { Catalogue } from '#configuration/catalogue';
import { createLocator } from '#configuration/locate';
import type { AdapterParts } from '#mcp/kit/define-adapter';
import type { ConfiguredServer, DefinedServer } from '#mcp/kit/define-server';
import type { DefinedWriteTool } from '#mcp/kit/define-write-tool';
import type { ReportedChanges } from '#mcp/kit/ports';
import { refusingWriteTool } from '#mcp/kit/refusing-write-tool';
import { createToolServer, type ToolServer, type ToolServerOptions } from '#mcp/kit/tool-server';
import { builtInServer } from '#mcp/servers/index';
import { openAdapterParts } from '#workers/adapter-parts';
import { fixedSecrets, SECRET_OF_THE_TESTS } from './fixed-secrets.ts';
import { shopCatalogue } from './tool-server-parts.ts';

/** A built-in server with one adapter: the settings of each environment as the configuration would leave them. */
export interface TestEntry {
  readonly name: string;
  readonly adapter: string;
  readonly environments: Readonly<Record<string, object>>;
}

interface TestDependencies extends Omit<ToolServerOptions, 'name' | 'environments' | 'tools'> {
  readonly catalogue?: Catalogue;
  readonly reportedChanges?: ReportedChanges;
}

const noReports: ReportedChanges = { list: () => Promise.resolve([]) };

/** What opening an adapter needs; every secret that its settings refer to is {@link SECRET_OF_THE_TESTS}. */
export function adapterParts(reportedChanges = noReports): AdapterParts {
  return openAdapterParts({ secrets: fixedSecrets(SECRET_OF_THE_TESTS), reportedChanges });
}

function open(
  { name, adapter, environments }: TestEntry,
  catalogue: Catalogue,
  reportedChanges: ReportedChanges,
): { readonly definition: DefinedServer; readonly configured: ConfiguredServer } {
  const definition = builtInServer(name);
  if (!definition) throw new Error(`There is no built-in server ${name}.`);
  const entry = {
    environments: Object.fromEntries(
      Object.entries(environments).map(([environment, settings]) => [environment, { adapter, ...settings }]),
    ),
  };
  return {
    definition,
    configured: {
      entry,
      parts: adapterParts(reportedChanges),
      locator: createLocator(catalogue, name),
    },
  };
}

export function createBuiltInServer(
  entry: TestEntry,
  { catalogue = shopCatalogue, reportedChanges = noReports, ...kit }: TestDependencies,
): ToolServer {
  const { definition, configured } = open(entry, catalogue, reportedChanges);
  return createToolServer({
    scopes: definition.scopes,
    ...kit,
    name: entry.name,
    environments: Object.keys(entry.environments),
    tools: [...definition.tools(configured), ...definition.plannedWriteTools(configured).map(refusingWriteTool)],
  });
}

/** What a gate of the entry would run. */
export function builtInWriteTools(entry: TestEntry): readonly DefinedWriteTool[] {
  const { definition, configured } = open(entry, shopCatalogue, noReports);
  return definition.plannedWriteTools(configured);
}
