import type { PlacedProblem } from '#core/documents/problem';
import { nearestNames } from '#core/text/nearest-name';
import type { Configuration } from './configuration.ts';
import { error, warning } from './placed-problem.ts';
import { writableEnvironments } from './writes.ts';

/** Whether writes could ever be approved, and those who are to be told exist. */
export function writeChecks(configuration: Configuration): PlacedProblem[] {
  return [...issuers(configuration), ...approvers(configuration), ...escalation(configuration)];
}

function issuers({ approvals: { issuers: known, environments } }: Configuration): PlacedProblem[] {
  return Object.entries(environments).flatMap(([environment, { issuer }]) => {
    if (issuer === undefined || Object.hasOwn(known, issuer)) return [];
    const [near] = nearestNames(issuer, Object.keys(known));
    const remedy = near === undefined ? `Add ${issuer} to approvals.issuers.` : `Did you mean ${near}?`;
    const path = ['approvals', 'environments', environment, 'issuer'];
    return [error(path, `no identity provider "${issuer}"`, remedy)];
  });
}

/** Fails closed at three in the morning otherwise, which is when it should not be found out. */
function approvers(configuration: Configuration): PlacedProblem[] {
  const { approvals, catalogue } = configuration;
  const writable = writableEnvironments(configuration);
  if (writable.length === 0) return [];
  const unlisted = writable
    .filter((environment) => approvals.environments[environment]?.issuer === undefined)
    .map((environment) =>
      warning(
        ['approvals', 'environments'],
        `${environment} can be written to, and nobody can approve there`,
        `Give it an identity provider: approvals.environments.${environment}.issuer.`,
      ),
    );
  const owners = new Set(Object.values(catalogue.services).flatMap(({ owner }) => owner ?? []));
  const groupless = [...owners]
    .filter((owner) => !Object.hasOwn(catalogue.owners, owner))
    .map((owner) =>
      warning(
        ['catalogue', 'owners'],
        `no group speaks for ${owner}, so nobody can approve writes to its services`,
        `Name its groups: catalogue.owners.${owner}.groups.`,
      ),
    );
  return [...unlisted, ...groupless];
}

function escalation({ execution: { escalateTo }, notifications: { destinations } }: Configuration): PlacedProblem[] {
  if (escalateTo === undefined || Object.hasOwn(destinations, escalateTo)) return [];
  const [near] = nearestNames(escalateTo, Object.keys(destinations));
  const remedy = near === undefined ? `Add ${escalateTo} to notifications.destinations.` : `Did you mean ${near}?`;
  return [error(['execution', 'escalateTo'], `no destination "${escalateTo}"`, remedy)];
}
