import { Argument, Command } from 'commander';
import { asOption, personAt } from '#terminal/as-option';
import { homeOption } from '#terminal/home-option';
import { processRuns, type PersonOptions, printTo, type RunCommandWorld, withRuns } from './run/world.ts';

export function handsOffCommand(world: RunCommandWorld = processRuns): Command {
  return new Command('hands-off')
    .description('Stop automation for one incident: cancel its runs and start none until this is lifted')
    .addArgument(new Argument('<incident>', 'incident id, as in the address of its page'))
    .requiredOption('--reason <text>', 'why; recorded and shown')
    .option('--lift', 'allow automation again')
    .addOption(asOption())
    .addOption(homeOption())
    .action(async (incidentId: string, options: PersonOptions & { reason: string; lift?: true }) => {
      const by = personAt(options.as);
      const off = options.lift !== true;
      await withRuns(world, options.home, async ({ runs }) => {
        await runs.handsOff(incidentId, { off, reason: options.reason, by });
        printTo(world)(off ? `Hands off: ${incidentId}` : `Automation allowed again: ${incidentId}`);
      });
    });
}
