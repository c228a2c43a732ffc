import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { CompiledChecklist } from '#core/language/checklist-ir';
import { type CheckContext, compileLibrary, type Library, type LibraryFile } from '#core/language/compile-library';
import { DocumentError, type Problem } from '#core/language/documents/problem';
import { packageRoot } from '#processes/package-root';
import { readText } from './read-text.ts';

/** The folder with the runbooks and checklists that come with Holdfast. */
export function builtInRunbooks(): string {
  return join(packageRoot(), 'runbooks');
}

const names = ['runbook.yaml', 'checklist.yaml'] as const;

/**
 * Reads `<folder>/<name>/runbook.yaml` and `checklist.yaml` of every folder, sorted by name.
 * @throws DocumentError with all files that cannot be read
 */
export async function readLibraryFiles(folders: readonly string[]): Promise<LibraryFile[]> {
  const files: LibraryFile[] = [];
  const problems: Problem[] = [];
  for (const folder of folders) {
    for (const entry of await entriesOf(folder, problems)) {
      for (const file of names.map((name) => join(folder, entry, name)).filter((path) => existsSync(path))) {
        try {
          files.push({ file, text: await readText(file) });
        } catch (error) {
          if (!(error instanceof DocumentError)) throw error;
          problems.push(...error.problems);
        }
      }
    }
  }
  if (problems.length > 0) throw new DocumentError(problems);
  return files;
}

/**
 * Reads, checks and compiles the runbooks and checklists of all folders as one library.
 * @returns what may be used, and what is wrong with the rest
 * @throws DocumentError with all files that cannot be read
 */
export async function loadLibrary(folders: readonly string[], context: CheckContext): Promise<Library> {
  return compileLibrary(await readLibraryFiles(folders), context);
}

/**
 * The checklists of all folders as investigations take them: not checked against tools, because one that is not there
 * costs its item and nothing else.
 * @throws DocumentError with the errors of all checklists, and all files that cannot be read
 */
export async function loadChecklists(folders: readonly string[]): Promise<readonly CompiledChecklist[]> {
  const files = await readLibraryFiles(folders);
  const { checklists, problems } = compileLibrary(
    files.filter(({ file }) => basename(file) === 'checklist.yaml'),
    { tools: { servers: [], tools: () => undefined } },
  );
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new DocumentError(errors);
  return checklists;
}

async function entriesOf(folder: string, problems: Problem[]): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = code === 'ENOENT' ? 'there is no such folder' : code === 'ENOTDIR' ? 'it is no folder' : message;
    problems.push({
      severity: 'error',
      file: folder,
      line: 1,
      column: 1,
      path: '',
      problem: `runbooks cannot be read from it: ${reason}`,
      remedy: 'Name a folder that holds <name>/runbook.yaml or <name>/checklist.yaml.',
    });
    return [];
  }
}
