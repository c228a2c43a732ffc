import { Option } from 'commander';
import { defaultConfiguration } from '#terminal/config-option';

export function runbookConfigOption(): Option {
  return new Option('--config <file>', 'configuration file, for its tools and notification destinations').default(
    undefined,
    `${defaultConfiguration}, if it exists`,
  );
}
