import type { IntakeRecord } from './ports.ts';

/** Deliveries since the process started, as `/readyz` tells them. */
export interface DeliveryCounts {
  /** With those that found no incident. */
  readonly accepted: number;
  readonly quarantined: number;
  readonly refused: number;
  /** Answered 503: the sender tries again. */
  readonly unavailable: number;
}

export function createDeliveryCounter() {
  const counts = { accepted: 0, quarantined: 0, refused: 0, unavailable: 0 };
  return {
    count({ route, outcome }: Pick<IntakeRecord, 'route' | 'outcome'>): void {
      if (route === 'hook') counts[outcome === 'no_incident' ? 'accepted' : outcome] += 1;
    },
    counts: (): DeliveryCounts => ({ ...counts }),
  };
}
export type DeliveryCounter = ReturnType<typeof createDeliveryCounter>;
