import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { Configuration } from '#configuration/configuration';
import { loadConfiguration } from '#configuration/load-configuration';
import { builtInRunbooks, readLibraryFiles } from '#configuration/load-library';
import { readText } from '#configuration/read-text';
import { compileLibrary, type Library, type LibraryFile } from '#core/runbooks/compile-library';
import type { CompiledRunbook } from '#core/runbooks/runbook-ir';
import { nearestNames } from '#core/text/nearest-name';
import type { ToolSpecs } from '#core/runbooks/tool-specs';
import { builtInToolSpecs } from '#mcp/servers/tool-catalogue';
import { mountedTools } from '#workers/mounted-tools';
import { runbookFolders } from '#workers/open-library';
import { toolSpecs } from '#workers/tool-specs';
import { defaultConfiguration } from '#terminal/config-option';
import { counted } from '#core/text/counted';

export interface LibraryHere extends Library {
  /** The files that were named; all files where none was. */
  readonly asked: readonly LibraryFile[];
  /** What the runbooks were checked against, in words. */
  readonly against: string;
  readonly tools: ToolSpecs;
  /** Whether a configuration says which tools there are; without one, all built-in tools count. */
  readonly isConfigured: boolean;
}

/**
 * The library on this disk: what comes with Holdfast, the configured folders, and the files that are named.
 * @param paths runbook files, folders of one runbook, or folders of such folders
 * @throws DocumentError, Error that names the path
 */
export async function libraryHere(paths: readonly string[], config: string | undefined): Promise<LibraryHere> {
  const file = config ?? (existsSync(defaultConfiguration) ? defaultConfiguration : undefined);
  const configuration = file === undefined ? undefined : await loadConfiguration(file);
  const { tools, against } = await toolsOf(configuration, file);
  const folders = configuration && file ? runbookFolders(configuration, file) : [builtInRunbooks()];
  const named = (await Promise.all(paths.map(filesAt))).flat();
  const asked = await Promise.all(named.map(async (path) => ({ file: path, text: await readText(path) })));
  const known = new Set(asked.map((one) => resolve(one.file)));
  const others = (await readLibraryFiles(folders)).filter((one) => !known.has(resolve(one.file)));
  const destinations = configuration && Object.keys(configuration.notifications.destinations);
  const library = compileLibrary([...others, ...asked], { tools, destinations });
  return {
    ...library,
    asked: paths.length > 0 ? asked : others,
    against,
    tools,
    isConfigured: configuration !== undefined,
  };
}

async function toolsOf(configuration: Configuration | undefined, file: string | undefined) {
  if (!configuration) {
    const all = builtInToolSpecs();
    const servers = [...new Set(all.map(({ server }) => server))].sort();
    const tools: ToolSpecs = {
      servers,
      tools: (server) => (servers.includes(server) ? all.filter((tool) => tool.server === server) : undefined),
    };
    return { tools, against: `the tools of the built-in servers (there is no ${defaultConfiguration} here)` };
  }
  const mounted = mountedTools(configuration, process.env);
  try {
    const tools = await toolSpecs(configuration, builtInToolSpecs(), mounted.tools);
    for (const { server, problem } of tools.problems) process.stderr.write(`${server}: ${problem}\n`);
    return { tools, against: `the tools configured in ${file}: ${tools.servers.join(', ') || 'none'}` };
  } finally {
    await mounted.close();
  }
}

const fileNames = ['runbook.yaml', 'checklist.yaml'];

async function filesAt(name: string): Promise<readonly string[]> {
  // A runbook that comes with Holdfast can be given by its name.
  const ours = join(builtInRunbooks(), name);
  const path = !existsSync(name) && /^[a-z0-9-]+$/.test(name) && existsSync(ours) ? ours : name;
  const found = await stat(path).catch(() => undefined);
  if (!found) throw new Error(`There is no ${path}. Give a runbook.yaml, its folder, or a folder of such folders.`);
  if (found.isFile()) return [path];
  const own = fileNames.map((name) => join(path, name)).filter((file) => existsSync(file));
  if (own.length > 0) return own;
  const inner = (await readdir(path)).sort().flatMap((entry) => fileNames.map((name) => join(path, entry, name)));
  const files = inner.filter((file) => existsSync(file));
  if (files.length > 0) return files;
  throw new Error(`There is no runbook in ${path}: no ${fileNames.join(' or ')} there or one folder below.`);
}

/** @param name of a runbook of the library, or a path to it. @throws Error that names the nearest, or what is wrong with it */
export async function runbookHere(
  name: string,
  config: string | undefined,
): Promise<{ readonly runbook: CompiledRunbook; readonly file: string; readonly library: LibraryHere }> {
  const isPath = existsSync(name) && !/^[a-z0-9-]+$/.test(basename(name) === name ? name : '/');
  const library = await libraryHere(isPath ? [name] : [], config);
  const file = isPath ? library.asked.find((one) => basename(one.file) !== 'checklist.yaml')?.file : undefined;
  const runbook = library.runbooks.find((one) => (isPath ? library.files.get(one.name) === file : one.name === name));
  if (runbook) return { runbook, file: library.files.get(runbook.name) ?? '', library };
  const wrong = library.problems.filter(
    (problem) => problem.severity === 'error' && (isPath ? problem.file === file : problem.file.includes(`/${name}/`)),
  );
  if (wrong.length > 0) {
    throw new Error(
      `The runbook "${name}" has ${counted(wrong.length, 'error')}. See: holdfast runbook check ${wrong[0]!.file}`,
    );
  }
  const names = library.runbooks.map((one) => one.name);
  const [near] = nearestNames(name, names);
  const meant = near === undefined ? '' : ` Did you mean ${near}?`;
  throw new Error(`There is no runbook "${name}".${meant} There are: ${names.join(', ') || 'none'}.`);
}
