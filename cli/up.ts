import { Command } from 'commander';
import { homeOption } from '#terminal/home-option';
import type { UpOptions } from './up/run-system.ts';

export function upCommand(): Command {
  return new Command('up')
    .description('Run Holdfast for the system described in holdfast.yaml, until Ctrl-C')
    .option('--config <file>', 'configuration file', 'holdfast.yaml')
    .option('--own-temporal', 'start a private Temporal development server, ignoring TEMPORAL_ADDRESS and the profile')
    .addOption(homeOption())
    .action(async (options: UpOptions) => {
      const { runSystem } = await import('./up/run-system.ts');
      await runSystem(options);
    });
}
