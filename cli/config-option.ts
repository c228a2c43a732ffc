import { Option } from 'commander';

/** Where one is looked for that nobody names. */
export const defaultConfiguration = 'holdfast.yaml';

/** @param what of it counts for the command */
export function configOption(what: string): Option {
  return new Option(
    '--config <file>',
    `the configuration: ${what}; without it that of the system that runs in the home, else ${defaultConfiguration}`,
  );
}

export interface ConfigurationPlace {
  readonly home: string;
  readonly config?: string;
}

/** Which configuration a command goes by: what is named, else the running system's, else the one that lies here. */
export async function chosenConfiguration({
  home,
  config,
}: ConfigurationPlace): Promise<{ readonly file: string; readonly isOfSystem: boolean }> {
  if (config !== undefined) return { file: config, isOfSystem: false };
  const { readSystemFile } = await import('./terminal/system-file.ts');
  const file = (await readSystemFile(home))?.configurationFile;
  return file === undefined ? { file: defaultConfiguration, isOfSystem: false } : { file, isOfSystem: true };
}
