import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { readText } from '#configuration/read-text';
import { parseDocument, wholeFileError } from '#core/documents/parse-document';
import type { CompiledRunbook } from '#core/runbooks/runbook-ir';
import { Rehearsal } from '#rehearsals/rehearsal-document';
import { rehearse } from '#rehearsals/rehearse';
import { type LibraryHere, libraryHere, runbookHere } from './library-here.ts';

const fileName = 'rehearsal.yaml';

/** Rehearses the named runbooks, or all that have a rehearsal. @throws Error that names what is missing */
export async function* rehearseChosen(names: readonly string[], config: string | undefined) {
  for (const { runbook, file, library } of await choose(names, config))
    yield { runbook, result: await rehearse(runbook, await rehearsalOf(runbook, file), library.tools) };
}

interface Chosen {
  readonly runbook: CompiledRunbook;
  readonly file: string;
  readonly library: LibraryHere;
}

async function choose(names: readonly string[], config: string | undefined): Promise<readonly Chosen[]> {
  if (names.length > 0) return Promise.all(names.map((name) => runbookHere(name, config)));
  const library = await libraryHere([], config);
  return library.runbooks
    .map((runbook) => ({ runbook, file: library.files.get(runbook.name) ?? '', library }))
    .filter(({ file }) => existsSync(join(dirname(file), fileName)));
}

async function rehearsalOf({ name }: CompiledRunbook, runbookFile: string): Promise<Rehearsal> {
  const file = join(dirname(runbookFile), fileName);
  if (!existsSync(file)) {
    throw new Error(
      `The runbook "${name}" has no ${fileName} beside ${basename(runbookFile)}. To write one, see runbooks/README.md.`,
    );
  }
  const { data } = parseDocument(Rehearsal, await readText(file), file);
  if (data.runbook !== name) {
    throw wholeFileError(
      file,
      `it is a rehearsal of "${data.runbook}" but stands beside "${name}"`,
      'Correct `runbook`.',
    );
  }
  return data;
}
