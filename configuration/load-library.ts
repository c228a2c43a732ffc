import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, join, sep } from 'node:path';
import type { CompiledChecklist } from '#core/runbooks/checklist-ir';
import { compileLibrary, type LibraryFile } from '#core/runbooks/compile-library';
import { DocumentError, type Problem } from '#core/documents/problem';
import { packageRoot } from '#processes/package-root';
import { readText } from './read-text.ts';

/** The folder with the runbooks and checklists that come with Holdfast. */
export function builtInRunbooks(): string {
  return join(packageRoot(), 'runbooks');
}

/** What comes with Holdfast is not wrong because a server is not configured here. */
export function comesWithHoldfast(file: string): boolean {
  return file.startsWith(`${builtInRunbooks()}${sep}`);
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

/** A library's file that investigations take, whatever else stands in it. */
export function isChecklist(file: string): boolean {
  return basename(file) === 'checklist.yaml';
}

/**
 * The checklists of a library as investigations take them: not checked against tools, because one that is not there
 * costs its item and nothing else.
 * @throws DocumentError with the errors of all checklists
 */
export function compileChecklists(files: readonly LibraryFile[]): readonly CompiledChecklist[] {
  const { checklists, problems } = compileLibrary(
    files.filter(({ file }) => isChecklist(file)),
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
