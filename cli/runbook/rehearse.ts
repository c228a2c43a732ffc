import { Command } from 'commander';
import { configOption } from './config-option.ts';

export function rehearseCommand(): Command {
  return new Command('rehearse')
    .description('Carry runbooks out on scripted replies, and tell which steps and branches that covers')
    .argument('[runbooks...]', 'names or files; without any, all that have a rehearsal.yaml beside them')
    .addOption(configOption())
    .option('--require-coverage', 'fail where a branch is not covered')
    .option('--json', 'the results as JSON, one array')
    .action(async (names: string[], options: { config?: string; requireCoverage?: true; json?: true }) => {
      const { rehearseChosen } = await import('./rehearse-chosen.ts');
      const { renderRehearsal } = await import('#rehearsals/render-rehearsal');
      const results = [];
      for await (const { runbook, result } of rehearseChosen(names, options.config)) {
        results.push({ runbook: runbook.name, ...result });
        if (!options.json) process.stdout.write(`${renderRehearsal(runbook, result)}\n`);
      }
      if (options.json) process.stdout.write(`${JSON.stringify(results)}\n`);
      const failed = results.some(({ cases }) => cases.some(({ problems }) => problems.length > 0));
      const uncovered = options.requireCoverage && results.some(({ coverage }) => coverage.missing.length > 0);
      if (failed || uncovered) process.exitCode = 1;
    });
}
