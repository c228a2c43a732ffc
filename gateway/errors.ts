import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { RETRY_AFTER_SECONDS } from './admission.ts';
import { renderMessagePage } from './pages/message-page.tsx';
import { TemporalRefused, TemporalUnavailable, WorkerUnanswered } from '#temporal/errors';

/** Errors in words with the next step: JSON under `/v1`, a page elsewhere. Never a stack, never what was thrown. */
export function registerErrors(app: FastifyInstance): void {
  app.setNotFoundHandler(async (request, reply) =>
    isForProgram(request)
      ? reply.code(404).send({
          error: 'not_found',
          message: 'There is POST /v1/hooks/<source>/<integration>, POST /v1/changes, GET /healthz and GET /readyz.',
        })
      : sendMissing(reply, 'There is no such page.'),
  );
  app.setErrorHandler<Error & { statusCode?: number; code?: string }>(async (error, request, reply) => {
    if (error instanceof WorkerUnanswered) return sendUnanswered(request, reply, error);
    if (error instanceof TemporalUnavailable || error.code === 'FST_ERR_HANDLER_TIMEOUT')
      return sendUnavailable(request, reply);
    if (error instanceof TemporalRefused) return sendRefused(request, reply);
    const status = error.statusCode ?? 500;
    if (status >= 400 && status < 500)
      return isForProgram(request)
        ? reply.code(status).send({ error: 'bad_request', message: 'The request cannot be read.' })
        : sendMessage(reply, status, 'This request cannot be read', [
            badRequestWords(status),
            'Go back to the page and try again.',
          ]);
    request.log.error({ requestId: request.id, err: error }, 'A request failed');
    return isForProgram(request)
      ? reply.code(500).send({ error: 'internal_error', message: `Look for ${request.id} in the gateway's log.` })
      : sendMessage(reply, 500, 'This page could not be made', [
          `The gateway's log says why; look there for ${request.id}.`,
          'The investigation does not depend on this page and goes on.',
        ]);
  });
}

/** 404 as a page; `what` is a whole sentence. */
export function sendMissing(reply: FastifyReply, what: string): FastifyReply {
  return sendMessage(reply, 404, 'Not found', [
    what,
    'The list of incidents has what is known; an old link may name an incident that has passed out of retention.',
  ]);
}

function sendUnavailable(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  reply.header('retry-after', RETRY_AFTER_SECONDS);
  if (isForProgram(request))
    return reply.code(503).send({ error: 'temporal_unavailable', message: 'Temporal does not answer; try again.' });
  return sendMessage(reply, 503, 'Temporal does not answer', [
    'Incidents live in Temporal, and it cannot be reached just now. Deliveries get 503 and are sent again by their source, so none is lost.',
    'Look at the Temporal server and at the address in this gateway’s configuration; /readyz says when it is back. Then load this page again.',
  ]);
}

function sendUnanswered(request: FastifyRequest, reply: FastifyReply, { message }: WorkerUnanswered): FastifyReply {
  reply.header('retry-after', RETRY_AFTER_SECONDS);
  if (isForProgram(request)) return reply.code(503).send({ error: 'worker_unanswered', message });
  return sendMessage(reply, 503, 'No worker answers', [
    message,
    'Look at the investigator worker. Incidents and runs are safe in Temporal and go on when one is back.',
  ]);
}

/** The reason is for operators: it stands in the log, once, and at /readyz. */
function sendRefused(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  reply.header('retry-after', RETRY_AFTER_SECONDS);
  if (isForProgram(request))
    return reply.code(503).send({ error: 'temporal_refused', message: 'Temporal refuses this gateway; see /readyz.' });
  return sendMessage(reply, 503, 'Temporal refuses this gateway', [
    'Incidents live in Temporal, and it answers but does not let this gateway in. Deliveries get 503 and are sent again by their source, so none is lost.',
    '/readyz and the gateway’s log say why: the namespace or the credentials. Correct them, then load this page again.',
  ]);
}

function badRequestWords(status: number): string {
  if (status === 413) return 'More was sent than a form of ours can hold.';
  if (status === 415) return 'Only the forms of these pages can be sent here; programs use the command line.';
  return 'It is not what a page of ours sends.';
}

export function sendMessage(
  reply: FastifyReply,
  status: number,
  title: string,
  paragraphs: readonly string[],
): FastifyReply {
  return reply.code(status).type('text/html; charset=utf-8').send(renderMessagePage(title, paragraphs));
}

function isForProgram(request: FastifyRequest): boolean {
  // What is posted elsewhere comes from a page's form.
  return (
    /^\/(v1|healthz|readyz|assets)(\/|$|\?)/.test(request.url) ||
    !(['GET', 'HEAD'].includes(request.method) || /^\/(incidents|runs)\//.test(request.url))
  );
}
