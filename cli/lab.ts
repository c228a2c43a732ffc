import { Argument, Command } from 'commander';
import { faults } from '#lab/faults/index';
import { createLabClient } from '#lab/lab-client';
import { homeOption } from './home-option.ts';
import { readSystemFile } from './system-file.ts';

/** @throws Error that says how to start a demo where none runs */
async function runningDemo(home: string): Promise<{ readonly supervisorUrl: string; readonly gatewayUrl: string }> {
  const system = await readSystemFile(home);
  if (system?.supervisorUrl !== undefined) return { ...system, supervisorUrl: system.supervisorUrl };
  const what = system ? `The system that runs in ${home} is no demo and has no lab` : `No demo runs in ${home}`;
  throw new Error(`${what}. Start one with "npm start", or name its folder with --home.`);
}

export function labCommand(): Command {
  const lab = new Command('lab').description('Break and heal the lab of a running demo');
  lab
    .command('break')
    .description('Put a fault into the lab')
    .addArgument(new Argument('<fault>', 'what to break').choices(faults.map(({ name }) => name)))
    .addOption(homeOption())
    .action(async (fault: string, { home }: { home: string }) => {
      const { supervisorUrl, gatewayUrl } = await runningDemo(home);
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
      const { supervisorUrl } = await runningDemo(home);
      await createLabClient(supervisorUrl).heal();
      process.stdout.write('The lab is healthy again; alerts resolve within seconds.\n');
    });
  return lab;
}
