import { Command } from 'commander';
import { problemLine } from '#core/documents/problem';
import { configOption, type ConfigurationPlace } from '../config-option.ts';
import { homeOption } from '../terminal/home-option.ts';
import { orUnreadable } from './or-unreadable.ts';

export function checkCommand(): Command {
  return new Command('check')
    .description("Check the policy in force: the platform's file and those of owners")
    .addOption(configOption('its policy, services and environments count'))
    .addOption(homeOption())
    .option('--json', 'problems as JSON, one array')
    .addHelpText('after', '\nExit code: 0 in order, 1 errors, 2 the configuration cannot be read')
    .action(async (options: ConfigurationPlace & { json?: true }) => {
      const { policyHere } = await import('./policy-here.ts');
      const here = await orUnreadable(() => policyHere(options));
      if (!here) return;
      const { problems, files, policy, notice } = here;
      if (options.json) process.stdout.write(`${JSON.stringify(problems)}\n`);
      else {
        for (const problem of problems) process.stdout.write(`${problemLine(problem)}\n`);
        if (notice !== undefined) process.stderr.write(`${notice}\n`);
        for (const file of files) process.stdout.write(`${file}\n`);
        const errors = problems.filter(({ severity }) => severity === 'error').length;
        process.stdout.write(
          `${files.length} file${files.length === 1 ? '' : 's'} checked: ${errors} error${errors === 1 ? '' : 's'}` +
            `${policy ? `, policy ${policy.sha256.slice(0, 12)}` : ''}\n`,
        );
      }
      if (!policy) process.exitCode = 1;
    });
}
