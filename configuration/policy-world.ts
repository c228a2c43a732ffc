import type { PolicyWorld } from '#core/policy/compile-policy';
import type { Configuration } from './configuration.ts';

/** What policy has to know of the configuration: which environments, owners, services and adapters there are. */
export function policyWorld({ approvals, catalogue, toolServers, integrations }: Configuration): PolicyWorld {
  const named = new Set([
    ...Object.values(integrations).flatMap(({ environment }) => (environment === undefined ? [] : [environment])),
    ...Object.values(toolServers).flatMap((server) => {
      if (!server || !('environments' in server)) return [];
      return Array.isArray(server.environments) ? server.environments : Object.keys(server.environments);
    }),
    ...Object.keys(approvals.environments),
  ]);
  return {
    environments: Object.fromEntries(
      [...named].sort().map((name) => {
        const rules = Object.hasOwn(approvals.environments, name) ? approvals.environments[name] : undefined;
        const kind = rules?.kind ?? 'production';
        return [name, { kind, signIn: rules?.signInToDecide ?? kind === 'production' }];
      }),
    ),
    owners: Object.fromEntries(Object.entries(catalogue.owners).map(([owner, { groups }]) => [owner, groups])),
    services: Object.fromEntries(
      Object.entries(catalogue.services).flatMap(([service, { owner }]) =>
        owner === undefined ? [] : [[service, owner]],
      ),
    ),
    adapters: Object.fromEntries(
      Object.entries(toolServers).flatMap(([name, server]) =>
        server && 'adapter' in server ? [[name, server.adapter]] : [],
      ),
    ),
  };
}
