import { Command } from 'commander';
import { runListCommand, runShowCommand } from './run-look.ts';
import { runAnswerCommand, runCancelCommand, runPauseCommand, runResumeCommand, runSkipCommand } from './run-steer.ts';
import { ourWorld, type RunCommandWorld } from './run-world.ts';

export function runCommand(world: RunCommandWorld = ourWorld): Command {
  return new Command('run')
    .description('See, answer and steer the runs of runbooks')
    .addCommand(runListCommand(world))
    .addCommand(runShowCommand(world))
    .addCommand(runAnswerCommand(world))
    .addCommand(runPauseCommand(world))
    .addCommand(runResumeCommand(world))
    .addCommand(runSkipCommand(world))
    .addCommand(runCancelCommand(world));
}
