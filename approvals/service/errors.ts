import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { TemporalRefused, TemporalUnavailable, WorkerUnanswered } from '#temporal/errors';
import { renderMessagePage, type Message } from './pages/message-page.tsx';
import { SignInRefused, SignInUnavailable } from './ports.ts';
import { sendPage } from './service-parts.ts';

/** What is told to come back when a back end is away. */
export const RETRY_AFTER_SECONDS = 5;

interface Told extends Message {
  readonly status: number;
  /** For programs. */
  readonly error: string;
}

/** Errors in words with the next step: JSON under `/v1`, a page elsewhere. Never a stack, never what was thrown. */
export function registerErrors(app: FastifyInstance): void {
  app.setNotFoundHandler(async (request, reply) =>
    tell(request, reply, {
      status: 404,
      error: 'not_found',
      title: 'Not found',
      paragraphs: ['There is no such page. Actions are at /actions/<hash>, for programs at /v1/actions.'],
    }),
  );
  app.setErrorHandler<Error & { statusCode?: number; code?: string }>(async (error, request, reply) => {
    const told = toldError(error, request.id);
    if (told.status >= 500) reply.header('retry-after', RETRY_AFTER_SECONDS);
    if (told.status === 500) request.log.error({ requestId: request.id, err: error }, 'A request failed');
    else if (told.status > 500) request.log.warn({ requestId: request.id, err: error }, 'A back end does not answer');
    return tell(request, reply, told);
  });
}

/** To a program as JSON, to a person as a page. */
export function tell(request: FastifyRequest, reply: FastifyReply, { status, error, ...message }: Told): FastifyReply {
  return /^\/(v1|healthz|readyz|metrics|assets)(\/|$|\?)/.test(request.url)
    ? reply.code(status).send({ error, message: message.paragraphs.join(' ') })
    : sendPage(reply, status, renderMessagePage(message));
}

function toldError(error: Error & { statusCode?: number; code?: string }, requestId: string): Told {
  if (error instanceof WorkerUnanswered)
    return { status: 503, error: 'worker_unanswered', title: 'No worker answers', paragraphs: [error.message] };
  if (error instanceof TemporalUnavailable || error.code === 'FST_ERR_HANDLER_TIMEOUT')
    return {
      status: 503,
      error: 'temporal_unavailable',
      title: 'Temporal does not answer',
      paragraphs: [
        'Actions live in Temporal, and it cannot be reached just now. They are safe there; nothing is written without it.',
        'If you were deciding: nothing is lost but the sign-in. Open the action when Temporal is back, look whether your decision is there, and decide again if it is not.',
      ],
    };
  if (error instanceof TemporalRefused)
    return {
      status: 503,
      error: 'temporal_refused',
      title: 'Temporal refuses this service',
      paragraphs: [
        'It answers but does not let this service in: the namespace or the credentials are wrong. /readyz says which.',
      ],
    };
  if (error instanceof SignInUnavailable)
    return {
      status: 503,
      error: 'identity_provider_unavailable',
      title: 'The identity provider does not answer',
      paragraphs: [error.message, 'Nothing was done. Go back to the action and try again.'],
    };
  if (error instanceof SignInRefused)
    return {
      status: 403,
      error: 'sign_in_refused',
      title: 'This sign-in does not count',
      paragraphs: [error.message, 'Nothing was done.'],
    };
  const status = error.statusCode ?? 500;
  if (status >= 400 && status < 500)
    return {
      status,
      error: 'bad_request',
      title: 'This request cannot be read',
      paragraphs: [badRequestWords(status), 'Go back to the page and try again.'],
    };
  return {
    status: 500,
    error: 'internal_error',
    title: 'This could not be done',
    paragraphs: [`The log of the approvals service says why; look there for ${requestId}.`],
  };
}

function badRequestWords(status: number): string {
  if (status === 413) return 'More was sent than is taken here.';
  if (status === 415) return 'Only forms of these pages are taken here, and JSON under /v1.';
  return 'It is not what is taken here.';
}
