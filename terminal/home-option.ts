import { Option } from 'commander';

export function homeOption(): Option {
  return new Option('--home <folder>', 'data folder: evidence, briefs, keys, audit log')
    .env('HOLDFAST_HOME')
    .default('.holdfast');
}
