import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { UnreadableRequest } from './errors.ts';
import { FORM_BODY_LIMIT_BYTES, parseFormBody } from './form-body.ts';
import { isOwnOrigin } from './own-origin.ts';

export interface FormRules {
  readonly publicUrl?: string;
  /** Answers a form that another site sent with somebody's browser. */
  readonly refuseForeign: (request: FastifyRequest, reply: FastifyReply) => FastifyReply | Promise<FastifyReply>;
}

/** The routes of `forms` take forms of the service's own pages and nothing else. Read their fields with {@link fieldsOf}. */
export function registerFormBodies(forms: FastifyInstance, { publicUrl, refuseForeign }: FormRules): void {
  forms.removeAllContentTypeParsers();
  forms.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'buffer', bodyLimit: FORM_BODY_LIMIT_BYTES },
    (_request, body, done) => done(null, body),
  );
  // Before the body is read.
  forms.addHook('onRequest', async (request, reply) =>
    isOwnOrigin(request.headers.origin, request.host, publicUrl) ? undefined : refuseForeign(request, reply),
  );
}

/** @throws UnreadableRequest */
export function fieldsOf({ body }: FastifyRequest): ReadonlyMap<string, string> {
  const read = parseFormBody(Buffer.isBuffer(body) ? body : new Uint8Array());
  if (read.kind === 'fields') return read.fields;
  throw new UnreadableRequest(read.reason);
}

/** The problem of a form from another site. @param setting that holds the public address of the service */
export const foreignForm = (setting: string) =>
  ({
    status: 403,
    error: 'foreign_origin',
    title: 'This form was not sent from a page of this service',
    paragraphs: [
      'Forms are accepted from this service’s own pages only, so that no other site can send one with your browser. Nothing was done.',
      `Open the page here and send it again. Behind a proxy, ${setting} in holdfast.yaml has to be the address that people open.`,
    ],
  }) as const;
