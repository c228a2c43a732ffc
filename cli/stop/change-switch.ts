import { resolve } from 'node:path';
import { loadConfiguration } from '#configuration/load-configuration';
import { didYouMean } from '#core/text/nearest-name';
import type { SwitchScope, ThrownSwitch } from '#core/policy/facts';
import { stoppedWrites } from '#core/policy/stopped-writes';
import { plainLine } from '#core/text/plain-text';
import { openProcessAudit } from '#records/audit-log';
import type { KillSwitchEntry } from '#records/audit-records';
import { type Home, openHome } from '#records/home';
import { createKillSwitches, type KillSwitches, switchKeyUse, switchWords } from '#records/kill-switches';
import { openSigningKeys } from '#records/signing-keys';
import { chosenConfiguration, type ConfigurationPlace } from '#terminal/config-option';
import { headsFolder } from '#terminal/heads-folder';
import { readSystemFile } from '#terminal/system-file';
import { nameDoubt } from './known-names.ts';

export interface SwitchChange {
  readonly scope: SwitchScope;
  readonly stopped: boolean;
  readonly reason: string;
  readonly by: string;
}

/** The kill switches of a home. */
export async function openSwitches(place: ConfigurationPlace): Promise<{
  list(): Promise<readonly ThrownSwitch[]>;
  /**
   * Sets a switch, then records it.
   * @returns reasons to doubt that it stops what was meant, one sentence each; the switch is set anyway
   * @throws Error where it cannot be set, or is set but not recorded: it says which
   */
  change(change: SwitchChange): Promise<readonly string[]>;
}> {
  const home = await openHome(resolve(place.home));
  const switches = createKillSwitches(home.switches, home.keys, await openSigningKeys(home.keys, switchKeyUse));
  return {
    list: () => switches.list(),
    async change(change) {
      const { scope, stopped, reason, by } = change;
      const n = stopped ? await switches.throwSwitch(scope, reason, by) : await release(switches, change);
      // Stopping writes must not wait for the audit log, nor for a check of the name.
      await record(home, place, { ...change, n });
      return stopped ? [...(await nameDoubts(scope, place)), ...(await homeDoubts(home, place))] : [];
    },
  };
}

/** @throws Error that names what is stopped, where this scope is not */
async function release(switches: KillSwitches, { scope, reason, by }: SwitchChange): Promise<number> {
  try {
    return await switches.release(scope, reason, by);
  } catch (error) {
    const thrown = await switches.list();
    if (thrown.some((each) => each.scope.kind === scope.kind && each.scope.name === scope.name)) throw error;
    const alike = thrown.flatMap((each) => (each.scope.kind === scope.kind ? [each.scope.name] : []));
    const stopped = thrown.map((each) => stoppedWrites(each.scope)).join('; ') || 'nothing';
    throw new Error(
      `There is nothing to release: no switch stops ${stoppedWrites(scope)}.${didYouMean(scope.name, alike)} Stopped now: ${plainLine(stopped, 1000)}.`,
      { cause: error },
    );
  }
}

async function nameDoubts(scope: SwitchScope, place: ConfigurationPlace): Promise<readonly string[]> {
  if (scope.kind === 'global') return [];
  try {
    const { file } = await chosenConfiguration(place);
    const doubt = nameDoubt(scope, await loadConfiguration(file), file);
    return doubt === undefined ? [] : [doubt];
  } catch (error) {
    const [line] = (error instanceof Error ? error.message : String(error)).split('\n');
    return [`Could not check that ${switchWords(scope)} exists: ${line}`];
  }
}

/** A switch in the wrong folder stops nothing. */
async function homeDoubts({ root }: Home, { home }: ConfigurationPlace): Promise<readonly string[]> {
  const system = await readSystemFile(home).catch(() => undefined);
  return system
    ? []
    : [
        `No running system was found in ${root}. The switch applies to systems with this folder as their home; give another with --home.`,
      ];
}

/** @throws Error that says what was set nonetheless */
async function record(home: Home, place: ConfigurationPlace, entry: KillSwitchEntry): Promise<void> {
  try {
    const audit = await openProcessAudit(home, 'stop', { headsFolder: await headsFolder(place) });
    await audit.recordKillSwitch(entry);
    await audit.close();
  } catch (error) {
    const words = `${entry.stopped ? 'Stopped' : 'Released'}: ${stoppedWrites(entry.scope)}`;
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${words}. But the audit log has no record of it: ${reason}`, { cause: error });
  }
}
