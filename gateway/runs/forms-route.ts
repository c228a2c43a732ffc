import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { sendMessage, sendMissing } from '../errors.ts';
import { FORM_BODY_LIMIT_BYTES, parseFormBody } from '#web/form-body';
import { isOwnOrigin } from '#web/own-origin';
import type { IncidentPage } from '../pages/show-incident.ts';
import { readIncidentAddress, readRunAddress } from '#web/gateway-paths';
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
    forms.removeAllContentTypeParsers();
    forms.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'buffer', bodyLimit: FORM_BODY_LIMIT_BYTES },
      (_request, body, done) => done(null, body),
    );
    // Before the body is read.
    forms.addHook('onRequest', async (request, reply) => {
      if (!isOwnOrigin(request.headers.origin, request.host, settings.publicUrl)) return sendForeign(request, reply);
      const who = whoLooks(request.raw.rawHeaders, settings.userHeader);
      if (who.kind === 'not_told')
        return sendMessage(reply, 403, 'It is not known who you are', [
          `The proxy in front of this gateway has to say who you are in the header "${who.header}", and did not.`,
          'Sign in there, or ask whoever runs this gateway to look at gateway.userHeader in holdfast.yaml.',
        ]);
    });

    forms.post('/runs/*', { bodyLimit: FORM_BODY_LIMIT_BYTES }, async (request, reply) => {
      const address = readRunAddress(Path.parse(request.params)['*']);
      if (address.kind !== 'action') return sendMissing(reply, 'Nothing can be sent to this address.');
      const fields = readFields(request, reply);
      if (!fields) return reply;
      return receiveForRun(dependencies, request, reply, address, fields);
    });
    forms.post('/incidents/*', { bodyLimit: FORM_BODY_LIMIT_BYTES }, async (request, reply) => {
      const address = readIncidentAddress(Path.parse(request.params)['*']);
      if (address.kind !== 'action') return sendMissing(reply, 'Nothing can be sent to this address.');
      const fields = readFields(request, reply);
      if (!fields) return reply;
      return receiveForIncident(dependencies, incidentPage, request, reply, address, fields);
    });
  });
}

/** @returns undefined where it has been answered already */
function readFields(request: FastifyRequest, reply: FastifyReply): ReadonlyMap<string, string> | undefined {
  const body = parseFormBody(Buffer.isBuffer(request.body) ? request.body : new Uint8Array());
  if (body.kind === 'fields') return body.fields;
  void sendMessage(reply, 400, 'This form cannot be read', [body.reason, 'Go back to the page and try again.']);
  return undefined;
}

function sendForeign(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  request.log.warn({ origin: request.headers.origin, host: request.host }, 'A form of another site was refused');
  return sendMessage(reply, 403, 'This did not come from a page of this gateway', [
    'Forms are taken from our own pages only, so that no other site can send one with your browser. Nothing was done.',
    'Open the page here and send it again. Behind a proxy, gateway.publicUrl in holdfast.yaml has to be the address that people open.',
  ]);
}
