import { Option } from 'commander';

export function homeOption(): Option {
  return new Option('--home <folder>', 'where evidence, briefs and the audit log stand')
    .env('HOLDFAST_HOME')
    .default('.holdfast');
}
