import type { FastifyInstance } from 'fastify';
import { RETRY_AFTER_SECONDS } from './errors.ts';

export interface Health {
  /** Resolves when the service can do its work. */
  readonly check: () => Promise<void>;
  /** Why it cannot, for an operator and without secrets. */
  readonly explain: (error: unknown) => string;
  /** What else `/readyz` says. */
  readonly details?: () => object;
}

/** `/healthz`: the process lives. `/readyz`: it can do its work, or why not. */
export function registerHealth(app: FastifyInstance, { check, explain, details = () => ({}) }: Health): void {
  app.get('/healthz', async () => ({ status: 'alive' }));
  app.get('/readyz', async (_request, reply) => {
    try {
      await check();
      return { status: 'ready', ...details() };
    } catch (error) {
      return reply
        .code(503)
        .header('retry-after', RETRY_AFTER_SECONDS)
        .send({ status: 'not_ready', message: explain(error), ...details() });
    }
  });
}
