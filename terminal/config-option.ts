import { Option } from 'commander';

/** The default configuration file. */
export const defaultConfiguration = 'holdfast.yaml';

/** @param purpose what the command reads from it */
export function configOption(purpose: string): Option {
  return new Option(
    '--config <file>',
    `configuration file, for ${purpose} (default: the running system's, then ${defaultConfiguration})`,
  );
}

export interface ConfigurationPlace {
  readonly home: string;
  readonly config?: string;
}

/** The configuration a command uses: the one named, else the running system's, else the one in this folder. */
export async function chosenConfiguration({
  home,
  config,
}: ConfigurationPlace): Promise<{ readonly file: string; readonly isOfSystem: boolean }> {
  if (config !== undefined) return { file: config, isOfSystem: false };
  const { readSystemFile } = await import('./system-file.ts');
  const file = (await readSystemFile(home))?.configurationFile;
  return file === undefined ? { file: defaultConfiguration, isOfSystem: false } : { file, isOfSystem: true };
}
