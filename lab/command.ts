import { Argument, Command } from 'commander';
import { homeOption } from '#cli/terminal/home-option';

/** Told here once more: asking the faults themselves loads the lab. */
const faultNames = [
  'bad-release',
  'false-alarm',
  'harmless-configuration',
  'instance-killed',
  'pool-exhausted',
  'slow-dependency',
] as const;

/** @throws Error that says how to start a demo where none runs */
async function runningDemo(home: string) {
  const { readSystemFile } = await import('#cli/terminal/system-file');
  const system = await readSystemFile(home);
  if (system?.supervisorUrl !== undefined) {
    const { createLabClient } = await import('./lab-client.ts');
    return { client: createLabClient(system.supervisorUrl), gatewayUrl: system.gatewayUrl };
  }
  const what = system ? `The system that runs in ${home} is no demo and has no lab` : `No demo runs in ${home}`;
  throw new Error(`${what}. Start one with "npm start", or name its folder with --home.`);
}

export function labCommand(): Command {
  const lab = new Command('lab').description('Break and heal the lab of a running demo');
  lab
    .command('break')
    .description('Put a fault into the lab')
    .addArgument(new Argument('<fault>', 'what to break').choices(faultNames))
    .addOption(homeOption())
    .action(async (fault: string, { home }: { home: string }) => {
      const { client, gatewayUrl } = await runningDemo(home);
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
      const { client } = await runningDemo(home);
      await client.heal();
      process.stdout.write('The lab is healthy again; alerts resolve within seconds.\n');
    });
  return lab;
}
