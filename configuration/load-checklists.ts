import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { CompiledChecklist } from '#core/language/checklist-ir';
import { Checklist } from '#core/language/compile-checklist';
import { packageRoot } from '#processes/package-root';
import { parseDocument } from '#core/language/documents/parse-document';
import { DocumentError, type Problem } from '#core/language/documents/problem';
import { readText } from './read-text.ts';

/** The folder with the runbooks and checklists that come with Holdfast. */
export function builtInRunbooks(): string {
  return join(packageRoot(), 'runbooks');
}

/**
 * Reads and compiles `<folder>/<name>/checklist.yaml` of every folder.
 * @throws DocumentError with the problems of all files, and names given twice
 */
export async function loadChecklists(folders: readonly string[]): Promise<readonly CompiledChecklist[]> {
  const checklists = new Map<string, CompiledChecklist>();
  const problems: Problem[] = [];
  for (const folder of folders) {
    for (const entry of (await readdir(folder)).sort()) {
      const file = join(folder, entry, 'checklist.yaml');
      // A folder may hold a runbook instead.
      if (!existsSync(file)) continue;
      try {
        const { data, locate } = parseDocument(Checklist, await readText(file), file);
        if (checklists.has(data.name)) {
          const problem = `another checklist is called "${data.name}" too`;
          problems.push(locate({ severity: 'error', path: ['name'], at: 'value', problem, remedy: 'Rename one.' }));
        }
        checklists.set(data.name, data);
      } catch (error) {
        if (!(error instanceof DocumentError)) throw error;
        problems.push(...error.problems);
      }
    }
  }
  if (problems.length > 0) throw new DocumentError(problems);
  return [...checklists.values()];
}
