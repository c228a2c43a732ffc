import { Argument, Command } from 'commander';
import { asOption, personAt } from './as-option.ts';
import { homeOption } from './terminal/home-option.ts';
import { ourWorld, type PersonOptions, printTo, type RunCommandWorld, withRuns } from './run-world.ts';

export function handsOffCommand(world: RunCommandWorld = ourWorld): Command {
  return new Command('hands-off')
    .description('Stop automation for one incident: its runs are cancelled, and none starts until it is lifted')
    .addArgument(new Argument('<incident>', 'its id, as in the address of its page'))
    .requiredOption('--reason <text>', 'why; it is recorded and shown')
    .option('--lift', 'let automation run again')
    .addOption(asOption())
    .addOption(homeOption())
    .action(async (incidentId: string, options: PersonOptions & { reason: string; lift?: true }) => {
      const by = personAt(options.as);
      const off = options.lift !== true;
      await withRuns(world, options.home, async ({ runs }) => {
        await runs.handsOff(incidentId, { off, reason: options.reason, by });
        printTo(world)(off ? `Hands off: ${incidentId}` : `Automation may run again: ${incidentId}`);
      });
    });
}
