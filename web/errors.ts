import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Site } from './pages/layout.tsx';
import { type Message, renderMessagePage } from './pages/message-page.tsx';
import { sendPage } from './send-page.ts';

/** When to come back, told with every 503. */
export const RETRY_AFTER_SECONDS = 5;

/** An answer that is not what was asked for, in words with the next step. */
export interface HttpProblem extends Message {
  readonly status: number;
  /** For programs: a code of the API. */
  readonly error: string;
}

/** What the services differ in. */
export interface ServiceVoice {
  readonly site: Site;
  /** As in "the log of the gateway". */
  readonly name: string;
  /** Programs get JSON, people a page. */
  readonly isForProgram: (request: FastifyRequest) => boolean;
}

export interface ServiceErrors extends ServiceVoice {
  readonly notFound: (request: FastifyRequest) => HttpProblem;
  /** What the service says about errors of its own ports; undefined for any other. */
  readonly explain: (error: Error, request: FastifyRequest) => HttpProblem | undefined;
}

/** Thrown where what was sent cannot be read; the reason is a whole sentence for who sent it. */
export class UnreadableRequest extends Error {
  override readonly name = 'UnreadableRequest';
  readonly statusCode = 400;
}

interface RequestError extends Error {
  readonly statusCode?: number;
  readonly code?: string;
}

/** Whether an answer took longer than the frame allows. */
export function isHandlerTimeout(error: Error): boolean {
  return (error as RequestError).code === 'FST_ERR_HANDLER_TIMEOUT';
}

export function sendProblem(
  { site, isForProgram }: ServiceVoice,
  request: FastifyRequest,
  reply: FastifyReply,
  { status, error, ...message }: HttpProblem,
): FastifyReply {
  if (status === 503) reply.header('retry-after', RETRY_AFTER_SECONDS);
  return isForProgram(request)
    ? reply.code(status).send({ error, message: message.paragraphs.join(' ') })
    : sendPage(reply, status, renderMessagePage(site, message));
}

/** Errors as problems: never a stack, never what was thrown. */
export function registerErrors(app: FastifyInstance, service: ServiceErrors): void {
  app.setNotFoundHandler(async (request, reply) => sendProblem(service, request, reply, service.notFound(request)));
  app.setErrorHandler<RequestError>(async (error, request, reply) => {
    const problem = service.explain(error, request) ?? unreadable(error, service.isForProgram(request));
    if (problem) return sendProblem(service, request, reply, problem);
    request.log.error({ requestId: request.id, err: error }, 'A request failed');
    return sendProblem(service, request, reply, {
      status: 500,
      error: 'internal_error',
      title: 'Something went wrong here',
      paragraphs: [`The log of the ${service.name} says why: look there for ${request.id}.`],
    });
  });
}

/** What the frame itself refuses. */
function unreadable(error: RequestError, isForProgram: boolean): HttpProblem | undefined {
  const { statusCode: status = 500 } = error;
  if (status < 400 || status >= 500) return undefined;
  return {
    status,
    error: 'bad_request',
    title: 'This request cannot be read',
    paragraphs: [reasonOf(error, status), ...(isForProgram ? [] : ['Go back to the page and try again.'])],
  };
}

function reasonOf(error: Error, status: number): string {
  if (error instanceof UnreadableRequest) return error.message;
  if (status === 413) return 'It is larger than what can be sent here.';
  if (status === 415)
    return 'Only the forms of these pages can be sent here; programs use the API or the command line.';
  return 'It is malformed.';
}
