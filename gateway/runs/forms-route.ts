import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type HttpProblem, sendProblem } from '#web/errors';
import { FORM_BODY_LIMIT_BYTES } from '#web/form-body';
import { fieldsOf, foreignForm, registerFormBodies } from '#web/forms';
import { gatewayVoice, sendMissing } from '../errors.ts';
import type { IncidentPage } from '../pages/show-incident.ts';
import { readIncidentAddress, readRunAddress } from '#web/paths/gateway';
import type { GatewayDependencies } from '../settings.ts';
import { whoLooks } from '../who.ts';
import { receiveForIncident } from './receive-for-incident.ts';
import { receiveForRun } from './receive-for-run.ts';

const Path = z.object({ '*': z.string() });

/**
 * What people send from the pages: `POST /runs/<run>/<action>` and `POST /incidents/<incident>/<action>`. Only from our
 * own pages, only forms; done under a name, and answered with the page.
 */
export function registerForms(
  app: FastifyInstance,
  dependencies: GatewayDependencies,
  incidentPage: IncidentPage,
): void {
  const { settings } = dependencies;
  app.register(async (forms) => {
    registerFormBodies(forms, { publicUrl: settings.publicUrl, refuseForeign });
    forms.addHook('onRequest', async (request, reply) => {
      const who = whoLooks(request.raw.rawHeaders, settings.userHeader);
      return who.kind === 'not_told' ? sendProblem(gatewayVoice, request, reply, unnamed(who.header)) : undefined;
    });

    forms.post('/runs/*', { bodyLimit: FORM_BODY_LIMIT_BYTES }, async (request, reply) => {
      const address = readRunAddress(Path.parse(request.params)['*']);
      if (address.kind !== 'action') return sendMissing(request, reply, 'Nothing can be sent to this address.');
      return receiveForRun(dependencies, request, reply, address, fieldsOf(request));
    });
    forms.post('/incidents/*', { bodyLimit: FORM_BODY_LIMIT_BYTES }, async (request, reply) => {
      const address = readIncidentAddress(Path.parse(request.params)['*']);
      if (address.kind !== 'action') return sendMissing(request, reply, 'Nothing can be sent to this address.');
      return receiveForIncident(dependencies, incidentPage, request, reply, address, fieldsOf(request));
    });
  });
}

function refuseForeign(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  request.log.warn({ origin: request.headers.origin, host: request.host }, 'A form of another site was refused');
  return sendProblem(gatewayVoice, request, reply, foreignForm('gateway.publicUrl'));
}

function unnamed(header: string): HttpProblem {
  return {
    status: 403,
    error: 'unnamed',
    title: 'The gateway does not know who you are',
    paragraphs: [
      `The proxy in front of the gateway has to name you in the header "${header}", and did not.`,
      'Sign in there, or ask the operator of the gateway to check gateway.userHeader in holdfast.yaml.',
    ],
  };
}
