import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { builtInRunbooks, readLibraryFiles } from '#configuration/load-library';
import { compileLibrary, type Library } from '#core/runbooks/compile-library';
import type { ToolSpecs } from '#core/runbooks/tool-specs';
import { builtInToolSpecs } from '#mcp/servers/tool-catalogue';

const specs = builtInToolSpecs();
const servers = [...new Set(specs.map(({ server }) => server))].sort();

/** All tools of our own servers, as `holdfast runbook check` takes them where nothing is configured. */
export const ownTools: ToolSpecs = {
  servers,
  tools: (server) => (servers.includes(server) ? specs.filter((tool) => tool.server === server) : undefined),
};

/** The runbooks and checklists that come with Holdfast. */
export const shippedLibrary = async (): Promise<Library> =>
  compileLibrary(await readLibraryFiles([builtInRunbooks()]), { tools: ownTools });

/** The names of their folders. */
export const shippedFolders: readonly string[] = readdirSync(builtInRunbooks())
  .filter((entry) => statSync(join(builtInRunbooks(), entry)).isDirectory())
  .sort();
