import type { FastifyReply, FastifyRequest } from 'fastify';
import { TemporalRefused, TemporalUnavailable, WorkerUnanswered } from '#temporal/errors';
import { isHandlerTimeout, type HttpProblem, sendProblem, type ServiceErrors, type ServiceVoice } from '#web/errors';
import { siteOf } from './pages/site.ts';
import { SignInRefused, SignInUnavailable } from '../sign-in-port.ts';

/** How the service answers: JSON under `/v1`, a page elsewhere. */
const approvalsVoice: ServiceVoice = {
  site: siteOf(undefined),
  name: 'approvals service',
  isForProgram: ({ url }) => /^\/(v1|healthz|readyz|metrics|assets)(\/|$|\?)/.test(url),
};

export const approvalsErrors: ServiceErrors = {
  ...approvalsVoice,
  notFound: () => ({
    status: 404,
    error: 'not_found',
    title: 'Not found',
    paragraphs: ['There is no such page. Actions are at /actions/<hash>, for programs at /v1/actions.'],
  }),
  explain,
};

export function sendRefusal(request: FastifyRequest, reply: FastifyReply, problem: HttpProblem): FastifyReply {
  return sendProblem(approvalsVoice, request, reply, problem);
}

/** 403 for a sign-in that does not prove who somebody is. */
export function signInRefused(...paragraphs: readonly string[]): HttpProblem {
  return { status: 403, error: 'sign_in_refused', title: 'This sign-in was not accepted', paragraphs };
}

/** 403 for a form that was not shown in this browser. */
export function formRefused(...paragraphs: readonly string[]): HttpProblem {
  return { status: 403, error: 'form_refused', title: 'This form was not accepted', paragraphs };
}

function explain(error: Error, request: FastifyRequest): HttpProblem | undefined {
  if (error instanceof WorkerUnanswered)
    return { status: 503, error: 'worker_unanswered', title: 'No worker answers', paragraphs: [error.message] };
  if (error instanceof TemporalUnavailable || isHandlerTimeout(error)) return unavailable;
  if (error instanceof TemporalRefused) return refused;
  if (error instanceof SignInRefused) return signInRefused(error.message, 'Nothing was done.');
  if (!(error instanceof SignInUnavailable)) return undefined;
  request.log.warn({ requestId: request.id, err: error }, 'An identity provider does not answer');
  return {
    status: 503,
    error: 'identity_provider_unavailable',
    title: 'The identity provider does not answer',
    paragraphs: [error.message, 'Nothing was done. Go back to the action and try again.'],
  };
}

const unavailable: HttpProblem = {
  status: 503,
  error: 'temporal_unavailable',
  title: 'Temporal does not answer',
  paragraphs: [
    'Actions are kept in Temporal, which cannot be reached right now. They are safe there, and nothing is written meanwhile.',
    'If you were deciding, only the sign-in is lost. Open the action when Temporal is back, check whether your decision is there, and decide again if it is not.',
  ],
};

const refused: HttpProblem = {
  status: 503,
  error: 'temporal_refused',
  title: 'Temporal refuses the approvals service',
  paragraphs: [
    'It answers but does not let the service in. /readyz says whether the namespace or the credentials are wrong.',
  ],
};
