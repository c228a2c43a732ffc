import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Command } from 'commander';
import { readText } from '#configuration/read-text';
import { parseDocument } from '#core/language/documents/parse-document';
import { wholeFileError } from '#core/language/documents/parse-document';
import type { CompiledRunbook } from '#core/language/runbook-ir';
import { Rehearsal } from '#rehearsals/rehearsal-document';
import { rehearse } from '#rehearsals/rehearse';
import { renderRehearsal } from '#rehearsals/render-rehearsal';
import { configOption, type LibraryHere, libraryHere, runbookHere } from './library-here.ts';

const fileName = 'rehearsal.yaml';

export function rehearseCommand(): Command {
  return new Command('rehearse')
    .description('Carry runbooks out on scripted replies, and tell which steps and branches that covers')
    .argument('[runbooks...]', `names or files; without any, all that have a ${fileName} beside them`)
    .addOption(configOption())
    .option('--require-coverage', 'fail where a branch is not covered')
    .option('--json', 'the results as JSON, one array')
    .action(async (names: string[], options: { config?: string; requireCoverage?: true; json?: true }) => {
      const chosen = await choose(names, options.config);
      const results = [];
      for (const { runbook, file, library } of chosen) {
        const result = await rehearse(runbook, await rehearsalOf(runbook, file), library.tools);
        results.push({ runbook: runbook.name, ...result });
        if (!options.json) process.stdout.write(`${renderRehearsal(runbook, result)}\n`);
      }
      if (options.json) process.stdout.write(`${JSON.stringify(results)}\n`);
      const failed = results.some(({ cases }) => cases.some(({ problems }) => problems.length > 0));
      const uncovered = options.requireCoverage && results.some(({ coverage }) => coverage.missing.length > 0);
      if (failed || uncovered) process.exitCode = 1;
    });
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
      `The runbook "${name}" has no ${fileName} beside ${basename(runbookFile)}; write one: see runbooks/README.md.`,
    );
  }
  const { data } = parseDocument(Rehearsal, await readText(file), file);
  if (data.runbook !== name) {
    throw wholeFileError(
      file,
      `it is a rehearsal of "${data.runbook}", and stands beside "${name}"`,
      'Correct `runbook`.',
    );
  }
  return data;
}
