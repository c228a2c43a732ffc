import { Argument, Command } from 'commander';
import { homeOption } from '#terminal/home-option';

/** Repeated here so that `--help` does not load the lab. */
const faultNames = [
  'bad-release',
  'crash-loop',
  'false-alarm',
  'harmless-configuration',
  'instance-killed',
  'instance-stuck',
  'pool-exhausted',
  'slow-dependency',
] as const;

/** @throws Error that says how to start a demo if none is running */
async function runningDemo(home: string) {
  const { readSystemFile } = await import('#terminal/system-file');
  const system = await readSystemFile(home);
  if (system?.supervisorUrl !== undefined) {
    const { createLabClient } = await import('./lab-client.ts');
    return { client: createLabClient(system.supervisorUrl), gatewayUrl: system.gatewayUrl };
  }
  const what = system ? `The system running in ${home} is not a demo and has no lab` : `No demo is running in ${home}`;
  throw new Error(`${what}. Start one with "npm start", or name its folder with --home.`);
}

export function labCommand(): Command {
  const lab = new Command('lab').description('Break and heal the lab of a running demo');
  lab
    .command('break')
    .description('Inject a fault into the lab')
    .addArgument(new Argument('<fault>', 'the fault to inject').choices(faultNames))
    .addOption(homeOption())
    .action(async (fault: string, { home }: { home: string }) => {
      const { client, gatewayUrl } = await runningDemo(home);
      const active = (await client.faults()).filter((each) => each.active);
      await client.break(fault);
      process.stdout.write(`${fault} is active. Its alert takes a few seconds: ${gatewayUrl}/\n`);
      if (active.length > 0) {
        process.stdout.write('Other faults were already active. Remove all of them with "holdfast lab heal".\n');
      }
    });
  lab
    .command('heal')
    .description('Remove all faults from the lab')
    .addOption(homeOption())
    .action(async ({ home }: { home: string }) => {
      const { client } = await runningDemo(home);
      await client.heal();
      process.stdout.write('The lab is healthy again; alerts resolve within seconds.\n');
    });
  return lab;
}
