import { Command } from 'commander';
import { checkCommand } from './runbook/check.ts';
import { matchCommand } from './runbook/match.ts';
import { rehearseCommand } from './runbook/rehearse.ts';
import { runCommand } from './runbook/run.ts';
import { schemaCommand } from './runbook/schema.ts';
import { showCommand } from './runbook/show.ts';

export function runbookCommand(): Command {
  return new Command('runbook')
    .description('Write, check, rehearse and run runbooks')
    .addCommand(checkCommand())
    .addCommand(matchCommand())
    .addCommand(rehearseCommand())
    .addCommand(runCommand())
    .addCommand(schemaCommand())
    .addCommand(showCommand());
}
