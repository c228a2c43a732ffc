import { Argument, Command } from 'commander';
import { faults } from '#lab/faults/index';
import { createLabClient } from '#lab/lab-client';
import { readRunFile } from './demo/run-file.ts';
import { homeOption } from './home-option.ts';

export function labCommand(): Command {
  const lab = new Command('lab').description('Break and heal the lab of a running demo');
  lab
    .command('break')
    .description('Put a fault into the lab')
    .addArgument(new Argument('<fault>', 'what to break').choices(faults.map(({ name }) => name)))
    .addOption(homeOption())
    .action(async (fault: string, { home }: { home: string }) => {
      const { supervisorUrl, gatewayUrl } = await readRunFile(home);
      const client = createLabClient(supervisorUrl);
      const active = (await client.faults()).filter((each) => each.active);
      await client.break(fault);
      process.stdout.write(`${fault} is in place. Its alert needs some seconds: ${gatewayUrl}/\n`);
      if (active.length > 0) {
        process.stdout.write('There were faults before: "holdfast lab heal" takes all of them out.\n');
      }
    });
  lab
    .command('heal')
    .description('Take all faults out of the lab')
    .addOption(homeOption())
    .action(async ({ home }: { home: string }) => {
      const { supervisorUrl } = await readRunFile(home);
      await createLabClient(supervisorUrl).heal();
      process.stdout.write('The lab is healthy again; alerts resolve within seconds.\n');
    });
  return lab;
}
