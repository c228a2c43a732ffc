import { Command } from 'commander';
import { configOption, type ConfigurationPlace } from '../config-option.ts';
import { homeOption } from '../terminal/home-option.ts';
import { orUnreadable } from './or-unreadable.ts';

export function testCommand(): Command {
  return new Command('test')
    .description('Run cases: what the policy has to say of actions')
    .argument('[file]', "a file of cases; without one, cases.yaml beside the platform's file")
    .addOption(configOption('its policy, services and environments count'))
    .addOption(homeOption())
    .option('--json', 'the results as JSON, one array')
    .addHelpText('after', '\nExit code: 0 as expected, 1 some case came out otherwise, 2 something cannot be read')
    .action(async (file: string | undefined, options: ConfigurationPlace & { json?: true }) => {
      const { caseResults } = await import('./case-results.ts');
      const results = await orUnreadable(() => caseResults(file, options));
      if (!results) return;
      const failed = results.filter(({ differences }) => differences.length > 0);
      if (options.json) process.stdout.write(`${JSON.stringify(results)}\n`);
      else {
        for (const { name, differences, verdict } of results) {
          process.stdout.write(`${differences.length === 0 ? '✓' : '✗'} ${name}\n`);
          if (differences.length === 0) continue;
          for (const difference of differences) process.stdout.write(`    ${difference}\n`);
          for (const { rule, reason } of verdict.rules) process.stdout.write(`    ${rule}: ${reason}\n`);
        }
        process.stdout.write(`${results.length - failed.length} of ${results.length} as expected\n`);
      }
      if (failed.length > 0) process.exitCode = 1;
    });
}
