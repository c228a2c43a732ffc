import { loadConfiguration } from '#configuration/load-configuration';
import { chosenConfiguration, type ConfigurationPlace } from './config-option.ts';

/** Where the heads of audit logs are kept outside. A configuration that cannot be read keeps nobody from recording. */
export async function headsFolder(place: ConfigurationPlace): Promise<string | undefined> {
  try {
    const { file } = await chosenConfiguration(place);
    return (await loadConfiguration(file)).audit.heads;
  } catch {
    // What is on record without a head outside is better than nothing on record.
    return undefined;
  }
}
