import { Command } from 'commander';
import { historyVerifyCommand } from './history/verify.ts';

export function historyCommand(output: NodeJS.WritableStream = process.stdout): Command {
  return new Command('history')
    .description('Hold what happened against what is on record')
    .addCommand(historyVerifyCommand(output));
}
