import type { FastifyInstance } from 'fastify';
import { RETRY_AFTER_SECONDS } from './admission.ts';
import type { DeliveryCounter } from './delivery-counts.ts';
import type { Incidents } from '#temporal/ports';
import type { Masker } from './ports.ts';
import { TemporalRefused, TemporalUnavailable } from '#temporal/errors';

/**
 * `/healthz`: the process lives. `/readyz`: Temporal answers, so that deliveries can be taken in, or why it does not; and
 * how many deliveries there were since the start.
 */
export function registerHealth(
  app: FastifyInstance,
  { incidents, masker }: { readonly incidents: Incidents; readonly masker: Masker },
  counter: DeliveryCounter,
): void {
  app.get('/healthz', async () => ({ status: 'alive' }));
  app.get('/readyz', async (_request, reply) => {
    try {
      await incidents.ping();
      return { status: 'ready', deliveries: counter.counts() };
    } catch (error) {
      const isTold = error instanceof TemporalUnavailable || error instanceof TemporalRefused;
      const reason = isTold ? masker.mask(error.message) : "The check itself failed; the gateway's log says why.";
      return reply
        .code(503)
        .header('retry-after', RETRY_AFTER_SECONDS)
        .send({
          status: 'not_ready',
          message: `${reason} Deliveries get 503 and are sent again.`,
          deliveries: counter.counts(),
        });
    }
  });
}
