import { nearestNames } from '#core/text/nearest-name';
import { isLoopback } from '#core/text/loopback';
import type { PlacedProblem } from '#core/documents/problem';
import type { Configuration } from './configuration.ts';
import { error, warning } from './placed-problem.ts';

/** Whether the destinations and owners exist, and whether messages are encrypted in transit. */
export function notificationChecks(configuration: Configuration): PlacedProblem[] {
  return [...ownersDestinations(configuration), ...knownOwners(configuration), ...webhooks(configuration)];
}

function ownersDestinations({ notifications: { destinations, owners } }: Configuration): PlacedProblem[] {
  return Object.entries(owners).flatMap(([owner, names]) =>
    names.flatMap((name, index) => {
      const path = ['notifications', 'owners', owner, index];
      if (names.indexOf(name) < index) {
        return [error(path, `${name} is listed twice, so it would notify ${owner} twice`, 'Remove one of them.')];
      }
      if (Object.hasOwn(destinations, name)) return [];
      const [near] = nearestNames(name, Object.keys(destinations));
      const remedy =
        near === undefined ? `Add ${name} to notifications.destinations, or remove it here.` : `Did you mean ${near}?`;
      return [error(path, `no destination "${name}"`, remedy)];
    }),
  );
}

function knownOwners({ notifications: { owners }, catalogue: { services } }: Configuration): PlacedProblem[] {
  const known = new Set(Object.values(services).flatMap(({ owner }) => (owner === undefined ? [] : [owner])));
  return Object.keys(owners)
    .filter((owner) => !known.has(owner))
    .map((owner) => {
      const [near] = nearestNames(owner, known);
      const remedy = near === undefined ? 'Name it as owner of a service, or remove it.' : `Did you mean ${near}?`;
      const problem = `no service in the catalogue is owned by "${owner}", so its destinations are never notified`;
      return { ...warning(['notifications', 'owners', owner], problem, remedy), at: 'key' as const };
    });
}

function webhooks({ notifications: { destinations } }: Configuration): PlacedProblem[] {
  return Object.entries(destinations).flatMap(([name, destination]) => {
    if (destination.kind !== 'webhook') return [];
    const { protocol, hostname } = new URL(destination.url);
    if (protocol !== 'http:' || isLoopback(hostname)) return [];
    const problem = `messages would travel to ${hostname} unencrypted`;
    const path = ['notifications', 'destinations', name, 'url'];
    return [error(path, problem, 'Write an https:// address; http:// is for this machine alone.')];
  });
}
