import { didYouMean } from '#core/text/nearest-name';
import type { NotificationRequest } from '#core/runs/run';

export interface NotifiedOwners {
  /** By the catalogue. */
  readonly ownerOf: (service: string) => string | undefined;
  /** By the configuration; empty where it has none for this owner. */
  readonly destinationsOf: (owner: string) => readonly string[];
}

export type DestinationChoice =
  | { readonly kind: 'some'; readonly names: readonly string[] }
  /** In words, with what would be right. */
  | { readonly kind: 'none'; readonly reason: string };

/** The named destination, or those of the service's owner. Never one that is not configured. */
export function chooseDestinations(
  { to, service }: Pick<NotificationRequest, 'to' | 'service'>,
  configured: readonly string[],
  { ownerOf, destinationsOf }: NotifiedOwners,
): DestinationChoice {
  const known = `Configured: ${configured.join(', ') || 'none'}.`;
  if (to !== 'owner') {
    if (configured.includes(to)) return { kind: 'some', names: [to] };
    return none(`No notification destination "${to.slice(0, 80)}".${didYouMean(to, configured)} ${known}`);
  }
  if (service === undefined) {
    return none(`"owner" needs a service, and the run has no target. Name a destination instead. ${known}`);
  }
  const owner = ownerOf(service);
  if (owner === undefined) {
    return none(
      `The catalogue names no owner of "${service}". Add catalogue.services.${service}.owner, or name a destination. ${known}`,
    );
  }
  const names = [...new Set(destinationsOf(owner))].filter((name) => configured.includes(name));
  if (names.length > 0) return { kind: 'some', names };
  return none(
    `No destination is configured for ${owner}, the owner of "${service}". Add notifications.owners.${owner}. ${known}`,
  );
}

function none(reason: string): DestinationChoice {
  return { kind: 'none', reason };
}
