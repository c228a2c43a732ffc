import type { FastifyReply, FastifyRequest } from 'fastify';
import { TemporalRefused, TemporalUnavailable, WorkerUnanswered } from '#temporal/errors';
import { isHandlerTimeout, type HttpProblem, sendProblem, type ServiceErrors, type ServiceVoice } from '#web/errors';
import { gatewaySite } from './pages/site.ts';

/** How the gateway answers: JSON under `/v1`, a page elsewhere. What is posted elsewhere comes from a page's form. */
export const gatewayVoice: ServiceVoice = {
  site: gatewaySite,
  name: 'gateway',
  isForProgram: ({ url, method }) =>
    /^\/(v1|healthz|readyz|assets)(\/|$|\?)/.test(url) ||
    !(['GET', 'HEAD'].includes(method) || /^\/(incidents|runs)\//.test(url)),
};

export const gatewayErrors: ServiceErrors = {
  ...gatewayVoice,
  notFound: (request) =>
    gatewayVoice.isForProgram(request)
      ? missing('There is POST /v1/hooks/<source>/<integration>, POST /v1/changes, GET /healthz and GET /readyz.')
      : missingPage('There is no such page.'),
  explain(error) {
    if (error instanceof WorkerUnanswered) return unanswered(error);
    if (error instanceof TemporalUnavailable || isHandlerTimeout(error)) return unavailable;
    return error instanceof TemporalRefused ? refused : undefined;
  },
};

/** 404 as a page; `what` is a whole sentence. */
export function sendMissing(request: FastifyRequest, reply: FastifyReply, what: string): FastifyReply {
  return sendProblem(gatewayVoice, request, reply, missingPage(what));
}

function missing(...paragraphs: readonly string[]): HttpProblem {
  return { status: 404, error: 'not_found', title: 'Not found', paragraphs };
}

function missingPage(what: string): HttpProblem {
  return missing(
    what,
    'The list of incidents has everything that is still stored; an old link may name an incident that has passed out of retention.',
  );
}

const unavailable: HttpProblem = {
  status: 503,
  error: 'temporal_unavailable',
  title: 'Temporal does not answer',
  paragraphs: [
    'Incidents are kept in Temporal, which cannot be reached right now. Deliveries get 503 and are sent again by their source, so none is lost.',
    'Check the Temporal server and its address in the gateway’s configuration. /readyz says when it is back; then reload this page.',
  ],
};

/** The reason is for operators: it stands in the log, once, and at /readyz. */
const refused: HttpProblem = {
  status: 503,
  error: 'temporal_refused',
  title: 'Temporal refuses the gateway',
  paragraphs: [
    'Incidents are kept in Temporal, which answers but does not let the gateway in. Deliveries get 503 and are sent again by their source, so none is lost.',
    '/readyz and the gateway’s log say whether the namespace or the credentials are wrong. Correct them, then reload this page.',
  ],
};

function unanswered({ message }: WorkerUnanswered): HttpProblem {
  return {
    status: 503,
    error: 'worker_unanswered',
    title: 'No worker answers',
    paragraphs: [
      message,
      'Check the investigator. Incidents and runs are safe in Temporal and continue when a worker is back.',
    ],
  };
}
