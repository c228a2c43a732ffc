import { existsSync } from 'node:fs';
import { Option } from 'commander';
import { type Configuration, Configuration as ConfigurationSchema } from '#configuration/configuration';
import { loadConfiguration } from '#configuration/load-configuration';
import { compileConfigured } from '#configuration/load-policy';
import type { PolicyCompilation } from '#core/policy/compile-policy';
import { DocumentError } from '#core/language/documents/problem';

const defaultConfiguration = 'holdfast.yaml';

/** What the command was asked about cannot be read at all, so there is nothing to judge. */
const cannotBeRead = 2;

export function configOption(): Option {
  return new Option('--config <file>', 'the configuration whose policy, services and environments count').default(
    undefined,
    `${defaultConfiguration}, where there is one`,
  );
}

export interface PolicyHere extends PolicyCompilation {
  readonly configuration: Configuration;
  /** Absent where there is no configuration here: then the policy that comes with Holdfast, and no services. */
  readonly configurationFile?: string;
  /** The platform's file first. */
  readonly files: readonly string[];
}

/** The policy as it is on this disk. @throws DocumentError where the configuration cannot be used */
export async function policyHere(config: string | undefined): Promise<PolicyHere> {
  const file = config ?? (existsSync(defaultConfiguration) ? defaultConfiguration : undefined);
  if (file === undefined) {
    const configuration = ConfigurationSchema.parse({ apiVersion: 'holdfast/v1', kind: 'Configuration' });
    return { configuration, ...(await compileConfigured(configuration, defaultConfiguration)) };
  }
  const configuration = await loadConfiguration(file);
  return { configuration, configurationFile: file, ...(await compileConfigured(configuration, file)) };
}

/** Tells on the way out what could not be read; everything else is somebody's bug and goes on. */
export async function orUnreadable<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = cannotBeRead;
    return undefined;
  }
}
