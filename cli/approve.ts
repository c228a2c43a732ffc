import { Command, Option } from 'commander';
import { actionArgument, type ApprovalsWorld, ourApprovals, serviceOption } from './approvals-world.ts';
import type { ApproveOptions } from './decide-here.ts';
import { homeOption } from './terminal/home-option.ts';

export function approveCommand(world: ApprovalsWorld = ourApprovals): Command {
  return new Command('approve')
    .description('Look at an action that waits, and approve it, reject it or do it by hand; needs a terminal')
    .addArgument(actionArgument())
    .addOption(new Option('--reject', 'reject it; needs a --reason').conflicts(['byHand', 'breakGlass']))
    .addOption(new Option('--by-hand', 'you do it yourself; needs a --reason').conflicts(['reject', 'breakGlass']))
    .addOption(new Option('--break-glass', 'approve alone, in an emergency; needs a --reason'))
    .option('--reason <text>', 'why; it is recorded and shown')
    .addOption(serviceOption())
    .addOption(homeOption())
    .action(async (given: string, options: ApproveOptions) => {
      const { decideHere } = await import('./decide-here.ts');
      await decideHere(world, given, options);
    });
}
