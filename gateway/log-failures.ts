import type { Logger } from 'pino';
import type { Incidents } from './ports.ts';

/**
 * The same incidents, whose failures are logged with their cause: once per operation when it begins to fail or fails for
 * another reason, and once when it works again. Deliveries and pages by the thousand would say the same otherwise.
 */
export function logFailures(incidents: Incidents, logger: Logger): Incidents {
  function watched<T>(operation: string): (work: () => Promise<T>) => Promise<T> {
    let failing: string | undefined;
    return async (work) => {
      try {
        const result = await work();
        if (failing !== undefined) logger.info({ operation }, 'Temporal: works again');
        failing = undefined;
        return result;
      } catch (error) {
        const reason = String(error);
        if (reason !== failing) logger.error({ operation, err: error }, 'Temporal: fails');
        failing = reason;
        throw error;
      }
    };
  }
  const deliver = watched<Awaited<ReturnType<Incidents['deliver']>>>('deliver');
  const list = watched<Awaited<ReturnType<Incidents['list']>>>('list');
  const get = watched<Awaited<ReturnType<Incidents['get']>>>('get');
  const ping = watched<void>('ping');
  return {
    deliver: (delivery, deliveryId) => deliver(() => incidents.deliver(delivery, deliveryId)),
    list: (options) => list(() => incidents.list(options)),
    get: (incidentId) => get(() => incidents.get(incidentId)),
    temporalUiUrl: (workflowId, runId) => incidents.temporalUiUrl(workflowId, runId),
    ping: () => ping(() => incidents.ping()),
  };
}
