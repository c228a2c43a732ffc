import { dirname, resolve } from 'node:path';
import type { Configuration } from '#configuration/configuration';
import { builtInRunbooks } from '#configuration/load-library';
import { compileLibrary, type Library, type LibraryFile } from '#core/runbooks/compile-library';
import type { ToolSpecs } from '#core/runbooks/tool-specs';
import type { ToolHub } from '#mcp/client/hub';
import { builtInToolSpecs } from '#mcp/servers/tool-catalogue';
import { type ToolSpecProblem, toolSpecs } from './tool-specs.ts';

export interface OpenedLibrary extends Library {
  readonly tools: ToolSpecs;
  /** Servers that could not list their tools, and conflicts between configured and annotated risks. */
  readonly toolProblems: readonly ToolSpecProblem[];
}

/** The runbook folders of a configuration, the built-in ones first. */
export function runbookFolders({ runbooks }: Configuration, configurationFile: string): readonly string[] {
  return [builtInRunbooks(), ...runbooks.folders.map((folder) => resolve(dirname(configurationFile), folder))];
}

/** The library of an installation, checked against its configured tools. */
export async function openLibrary(
  configuration: Configuration,
  files: readonly LibraryFile[],
  hub: Pick<ToolHub, 'tools'>,
): Promise<OpenedLibrary> {
  const tools = await toolSpecs(configuration, builtInToolSpecs(), (server) => hub.tools(server));
  const destinations = Object.keys(configuration.notifications.destinations);
  return { ...compileLibrary(files, { tools, destinations }), tools, toolProblems: tools.problems };
}
