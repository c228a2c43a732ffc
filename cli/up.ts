import { Command } from 'commander';
import { homeOption } from './terminal/home-option.ts';
import type { UpOptions } from './up/run-system.ts';

export function upCommand(): Command {
  return new Command('up')
    .description('Run Holdfast for the system that holdfast.yaml describes, until Ctrl-C')
    .option('--config <file>', 'the configuration', 'holdfast.yaml')
    .option('--own-temporal', 'run a Temporal development server of its own, whatever the environment says')
    .addOption(homeOption())
    .action(async (options: UpOptions) => {
      const { runSystem } = await import('./up/run-system.ts');
      await runSystem(options);
    });
}
