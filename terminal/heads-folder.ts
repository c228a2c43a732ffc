import { loadConfiguration } from '#configuration/load-configuration';
import { chosenConfiguration, type ConfigurationPlace } from './config-option.ts';

/**
 * The external folder of audit log heads; undefined if the configuration cannot be read. Recording works without it.
 */
export async function headsFolder(place: ConfigurationPlace): Promise<string | undefined> {
  try {
    const { file } = await chosenConfiguration(place);
    return (await loadConfiguration(file)).audit.heads;
  } catch {
    // A record without an external head is better than no record.
    return undefined;
  }
}
