import { readFile, writeFile } from 'node:fs/promises';
import { Command } from 'commander';

export function configCommand(): Command {
  const convert = new Command('convert')
    .description('Print a configuration of the form holdfast/v1 in the form of holdfast/v2, comments kept')
    .argument('[file]', 'the configuration', 'holdfast.yaml')
    .option('--write', 'replace the file instead; the old one stays beside it as <file>.v1')
    .action(async (file: string, { write }: { write?: true }) => {
      const { convertConfiguration } = await import('#configuration/convert-configuration');
      const text = await readFile(file, 'utf8');
      const conversion = convertConfiguration(text);
      switch (conversion.kind) {
        case 'refused':
          throw new Error(`${file} cannot be converted. ${conversion.reason}`);
        case 'current':
          process.stderr.write(`${file} has the form of holdfast/v2 already.\n`);
          return;
        case 'converted':
          if (!write) {
            process.stdout.write(conversion.text);
            return;
          }
          // The old form first: where there is one already, nothing is overwritten.
          await writeFile(`${file}.v1`, text, { flag: 'wx', mode: 0o600 });
          await writeFile(file, conversion.text);
          process.stderr.write(`${file} is converted; the old form is in ${file}.v1.\n`);
          return;
        default:
          conversion satisfies never;
      }
    });
  return new Command('config').description('Look after holdfast.yaml').addCommand(convert);
}
