import { Command } from 'commander';
import { checkCommand } from './policy/check.ts';
import { explainCommand } from './policy/explain.ts';
import { testCommand } from './policy/test.ts';

export function policyCommand(): Command {
  return new Command('policy')
    .description('Check, explain and test what may be written, and who has to approve it')
    .addCommand(checkCommand())
    .addCommand(explainCommand())
    .addCommand(testCommand());
}
