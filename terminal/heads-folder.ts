import { loadConfiguration } from '#configuration/load-configuration';
import { chosenConfiguration, type ConfigurationPlace } from './config-option.ts';

/** The external folder of audit log heads; undefined where the configuration cannot be read, which prevents no recording. */
export async function headsFolder(place: ConfigurationPlace): Promise<string | undefined> {
  try {
    const { file } = await chosenConfiguration(place);
    return (await loadConfiguration(file)).audit.heads;
  } catch {
    // A record without an external head is better than no record.
    return undefined;
  }
}
