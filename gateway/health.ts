import type { FastifyInstance } from 'fastify';
import { RETRY_AFTER_SECONDS } from './admission.ts';
import { TemporalUnavailable } from './ports.ts';
import type { Incidents } from './ports.ts';

/** `/healthz`: the process lives. `/readyz`: Temporal answers, so that deliveries can be taken in. */
export function registerHealth(app: FastifyInstance, incidents: Incidents): void {
  app.get('/healthz', async () => ({ status: 'alive' }));
  app.get('/readyz', async (request, reply) => {
    try {
      await incidents.ping();
      return { status: 'ready' };
    } catch (error) {
      if (!(error instanceof TemporalUnavailable)) request.log.error({ err: error }, 'The readiness check failed');
      return reply.code(503).header('retry-after', RETRY_AFTER_SECONDS).send({
        error: 'not_ready',
        message:
          'Temporal does not answer: deliveries get 503 and are sent again. Look at the Temporal server and its address.',
      });
    }
  });
}
