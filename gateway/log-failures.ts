import type { Logger } from 'pino';
import type { Deliveries, Incidents, Runs } from '#temporal/ports';
import { RequestRefused } from '#temporal/errors';

/**
 * Logs failures with their cause: once per operation when it begins to fail or fails for another reason, and once when
 * it works again. Deliveries and pages by the thousand would say the same otherwise.
 */
function watch<T>(logger: Logger, operation: string): (work: () => Promise<T>) => Promise<T> {
  let failing: string | undefined;
  const works = () => {
    if (failing !== undefined) logger.info({ operation }, 'Temporal: works again');
    failing = undefined;
  };
  return async (work) => {
    try {
      const result = await work();
      works();
      return result;
    } catch (error) {
      // A refusal is an answer.
      if (error instanceof RequestRefused) works();
      else {
        const reason = String(error);
        if (reason !== failing) logger.error({ operation, err: error }, 'Temporal: fails');
        failing = reason;
      }
      throw error;
    }
  };
}

/** The same deliveries, whose failures are logged. */
export function logDeliveryFailures(deliveries: Deliveries, logger: Logger): Deliveries {
  const deliver = watch<Awaited<ReturnType<Deliveries['deliver']>>>(logger, 'deliver');
  return { deliver: (delivery, deliveryId) => deliver(() => deliveries.deliver(delivery, deliveryId)) };
}

/** The same incidents, whose failures are logged. */
export function logIncidentFailures(incidents: Incidents, logger: Logger): Incidents {
  const list = watch<Awaited<ReturnType<Incidents['list']>>>(logger, 'list');
  const get = watch<Awaited<ReturnType<Incidents['get']>>>(logger, 'get');
  const ping = watch<void>(logger, 'ping');
  return {
    list: (options) => list(() => incidents.list(options)),
    get: (incidentId) => get(() => incidents.get(incidentId)),
    temporalUiUrl: (workflowId, runId) => incidents.temporalUiUrl(workflowId, runId),
    ping: () => ping(() => incidents.ping()),
  };
}

/** The same runs, whose failures are logged; refusals are not failures. */
export function logRunFailures(runs: Runs, logger: Logger): Runs {
  const start = watch<string>(logger, 'start run');
  const get = watch<Awaited<ReturnType<Runs['get']>>>(logger, 'get run');
  const list = watch<Awaited<ReturnType<Runs['list']>>>(logger, 'list runs');
  const steer = watch<void>(logger, 'steer run');
  return {
    start: (request, incidentId, key) => start(() => runs.start(request, incidentId, key)),
    get: (runId) => get(() => runs.get(runId)),
    list: (options) => list(() => runs.list(options)),
    answer: (runId, message) => steer(() => runs.answer(runId, message)),
    pause: (runId, message) => steer(() => runs.pause(runId, message)),
    resume: (runId, message) => steer(() => runs.resume(runId, message)),
    skip: (runId, message) => steer(() => runs.skip(runId, message)),
    cancel: (runId, message) => steer(() => runs.cancel(runId, message)),
    handsOff: (incidentId, message) => steer(() => runs.handsOff(incidentId, message)),
  };
}
