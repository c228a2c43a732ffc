import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type HistoryVerification, verifyHistory } from '#approvals/history/verify-history';
import { loadConfiguration } from '#configuration/load-configuration';
import { homeFolders } from '#records/home';
import { configuredTemporalAddress, openClient } from '#temporal/connection';
import { chosenConfiguration, type ConfigurationPlace } from '#terminal/config-option';
import { readSystemFile } from '#terminal/system-file';

export interface HistoryPlace extends ConfigurationPlace {
  readonly offline?: true;
}

/** Verifies an incident with this home's records and, unless offline, with Temporal. @throws Error where it cannot be checked */
export async function verifyHere(incident: string, options: HistoryPlace): Promise<HistoryVerification> {
  const home = homeFolders(resolve(options.home));
  if (!existsSync(home.audit))
    throw new Error(`There is no audit log in ${home.root}. Give the folder that has it with --home.`);
  const { file } = await chosenConfiguration(options);
  if (!existsSync(file))
    throw new Error(
      `There is no configuration at ${file}, which names the identity provider of each environment. Give it with --config; that of a demo is in ${join(home.root, 'runs')}.`,
    );
  const configuration = await loadConfiguration(file);
  if (options.offline) return verifyHistory(incident, { home, configuration });
  const { client, close } = await temporalOf(options.home);
  try {
    return await verifyHistory(incident, { home, configuration, client });
  } finally {
    await close();
  }
}

/** @throws Error that says what to start, or that --offline does without Temporal */
async function temporalOf(home: string): Promise<ReturnType<typeof openClient>> {
  const system = await readSystemFile(home);
  if (!system && configuredTemporalAddress() === undefined)
    throw new Error(
      `No system runs in ${home}, and no Temporal server is configured. Start it with "holdfast up", set TEMPORAL_ADDRESS, or verify the records in the home alone with --offline.`,
    );
  return openClient({ HOLDFAST_TEMPORAL_ADDRESS: system?.temporalAddress }, { namespace: system?.namespace });
}
