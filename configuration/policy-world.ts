import type { PolicyWorld } from '#core/policy/compile-policy';
import type { Configuration } from './configuration.ts';
import { backEndsOf } from './writes.ts';

/** What policy has to know of the configuration: which environments, owners, services and back ends there are. */
export function policyWorld({ approvals, catalogue, toolServers, integrations }: Configuration): PolicyWorld {
  const backEnds = backEndsOf({ toolServers });
  const named = new Set([
    ...Object.values(integrations).flatMap(({ environment }) => (environment === undefined ? [] : [environment])),
    ...backEnds.map(({ environment }) => environment),
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
    backEnds: backEnds.map(({ server, environment, name, adapter }) => ({ server, environment, name, adapter })),
  };
}
