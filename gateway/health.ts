import type { FastifyInstance } from 'fastify';
import { TemporalRefused, TemporalUnavailable } from '#temporal/errors';
import type { Incidents } from '#temporal/ports';
import { registerHealth } from '#web/health';
import type { DeliveryCounter } from './delivery-counts.ts';
import type { Masker } from '#core/text/masker';

/** Ready while Temporal answers, so that deliveries can be accepted; with the deliveries since the start. */
export function registerGatewayHealth(
  app: FastifyInstance,
  { incidents, masker }: { readonly incidents: Incidents; readonly masker: Masker },
  counter: DeliveryCounter,
): void {
  registerHealth(app, {
    check: () => incidents.ping(),
    explain(error) {
      const isExplained = error instanceof TemporalUnavailable || error instanceof TemporalRefused;
      const reason = isExplained ? masker.mask(error.message) : "The check itself failed; see the gateway's log.";
      return `${reason} Deliveries get 503 and are sent again.`;
    },
    details: () => ({ deliveries: counter.counts() }),
  });
}
