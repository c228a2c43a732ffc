import { Command } from 'commander';
import { basename, dirname } from 'node:path';
import { type Problem, problemLine } from '#core/documents/problem';
import { configOption } from './config-option.ts';

export function checkCommand(): Command {
  return new Command('check')
    .description('Check runbooks and checklists: names, tools, arguments, expressions, deadlines')
    .argument('[paths...]', 'files or folders; without any, everything that is configured')
    .addOption(configOption())
    .option('--json', 'problems as JSON, one array')
    .action(async (paths: string[], options: { config?: string; json?: true }) => {
      const { comesWithHoldfast } = await import('#configuration/load-library');
      const { libraryHere } = await import('./library-here.ts');
      const library = await libraryHere(paths, options.config);
      const files = new Set(library.asked.map(({ file }) => file));
      const told = library.problems.filter(({ file }) => files.has(file));
      const isOurs = ({ file }: Problem) => library.isConfigured && comesWithHoldfast(file);
      const problems = told.filter((problem) => paths.length > 0 || !isOurs(problem));
      const unusable = new Set(told.filter(isOurs).map(({ file }) => basename(dirname(file))));
      const errors = problems.filter(({ severity }) => severity === 'error').length;
      if (options.json) process.stdout.write(`${JSON.stringify(problems)}\n`);
      else {
        for (const problem of problems) process.stdout.write(`${problemLine(problem)}\n`);
        if (paths.length === 0 && unusable.size > 0) {
          process.stdout.write(
            `Not for the tools configured here, and not offered: ${[...unusable].sort().join(', ')} (runbook check <name> says why)\n`,
          );
        }
        const warnings = problems.length - errors;
        process.stdout.write(
          `${files.size} file${files.size === 1 ? '' : 's'} checked against ${library.against}: ` +
            `${errors} error${errors === 1 ? '' : 's'}, ${warnings} warning${warnings === 1 ? '' : 's'}\n`,
        );
      }
      if (errors > 0) process.exitCode = 1;
    });
}
