import { Option } from 'commander';
import { defaultConfiguration } from '../config-option.ts';

export function configOption(): Option {
  return new Option('--config <file>', 'the configuration whose tools and destinations count').default(
    undefined,
    `${defaultConfiguration}, where there is one`,
  );
}
