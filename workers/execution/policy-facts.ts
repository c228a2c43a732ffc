import type { Configuration } from '#configuration/configuration';
import type { JudgedAction, PolicyFacts, ThrownSwitch } from '#core/policy/facts';
import type { ActionHash } from '#core/ids/action-hash';
import type { Preview } from '#core/actions/action';
import { type Risk, stricter } from '#core/ids/risk';
import { configuredRisk } from '../tool-servers.ts';
import type { TemporalFacts } from './temporal-facts.ts';

export interface PolicyFactSources {
  readonly configuration: Configuration;
  readonly temporal: Pick<TemporalFacts, 'lockOf'>;
  /** The thrown switches. */
  readonly switches: () => Promise<readonly ThrownSwitch[]>;
  /** The risk that the built-in tool declares; undefined if there is no such tool. */
  readonly declaredRisk: (server: string, tool: string) => Risk | undefined;
  readonly now: () => Date;
}

/**
 * The facts that policy judges, gathered now: from the executor's own configuration, its own dry run, the service's
 * lock and the kill switches. Only the subject is taken from the proposal.
 */
export async function policyFacts(
  { configuration, temporal, switches, declaredRisk, now }: PolicyFactSources,
  { environment, service, server, tool }: JudgedAction,
  actionHash: ActionHash,
  preview: Preview,
): Promise<PolicyFacts> {
  const [thrown, lock] = await Promise.all([switches(), temporal.lockOf(environment, service)]);
  const at = now().toISOString();
  const { services } = configuration.catalogue;
  const declared = declaredRisk(server, tool);
  const configured = configuredRisk(configuration, server, tool);
  const { instances, instancesInAll, instancesReady, amounts } = preview;
  const holder = lock?.holder;
  const held = holder !== undefined && holder.leaseUntil > at && holder.actionHash !== actionHash;
  return {
    now: at,
    owner: Object.hasOwn(services, service) ? services[service]?.owner : undefined,
    risk: declared && stricter(stricter(declared, preview.risk), configured ?? declared),
    reach: { value: { instances, instancesInAll, instancesReady, amounts }, at },
    switches: { value: thrown, at },
    // An action that holds the lock counts for the next one, not for itself.
    past: { value: (lock?.past ?? []).filter((past) => past.actionHash !== actionHash), at },
    lockedBy: { value: held ? holder.actionHash : undefined, at },
  };
}
