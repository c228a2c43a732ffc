import { existsSync } from 'node:fs';
import { type Configuration, Configuration as ConfigurationSchema } from '#configuration/configuration';
import { loadConfiguration } from '#configuration/load-configuration';
import { compileConfigured } from '#configuration/load-policy';
import type { PolicyCompilation } from '#core/policy/compile-policy';
import { chosenConfiguration, type ConfigurationPlace, defaultConfiguration } from '#terminal/config-option';

export interface PolicyHere extends PolicyCompilation {
  readonly configuration: Configuration;
  /** Absent where there is no configuration: then it is the policy that comes with Holdfast, without services. */
  readonly configurationFile?: string;
  /** Which configuration is used, where the person named none. */
  readonly notice?: string;
  /** The platform's file first. */
  readonly files: readonly string[];
}

/** The policy as it is on this disk. @throws DocumentError where the configuration cannot be used */
export async function policyHere(place: ConfigurationPlace): Promise<PolicyHere> {
  const { file, isOfSystem } = await chosenConfiguration(place);
  if (place.config === undefined && !isOfSystem && !existsSync(file)) {
    const configuration = ConfigurationSchema.parse({ apiVersion: 'holdfast/v2', kind: 'Configuration' });
    const notice = `There is no ${defaultConfiguration} here and no system runs in ${place.home}, so this is the policy that comes with Holdfast, without services. Give a configuration with --config.`;
    return { configuration, notice, ...(await compileConfigured(configuration, defaultConfiguration)) };
  }
  const configuration = await loadConfiguration(file);
  const notice = isOfSystem ? `Configuration of the running system: ${file}` : undefined;
  return { configuration, configurationFile: file, notice, ...(await compileConfigured(configuration, file)) };
}
