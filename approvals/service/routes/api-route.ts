import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { soleHeader } from '#web/sole-header';
import { RETRY_AFTER_SECONDS, UnreadableRequest } from '#web/errors';
import { isOwnOrigin } from '#web/own-origin';
import { parseStrictJson } from '#web/strict-json';
import { nonceOf } from '../../decision-nonce.ts';
import { type RequestOutcome, undecidable } from '../carry-out.ts';
import type { ListActions } from '../list-actions.ts';
import type { AnsweredAction } from '#temporal/ports';
import type { ApprovalRecord } from '../ports.ts';
import type { SignedInPerson } from '../../sign-in-port.ts';
import { SignInRefused } from '../../sign-in-port.ts';
import { ApiDecision, ApiUndo, ApiWithdrawal } from '../api-messages.ts';
import { requestNonceOf } from '../request-nonce.ts';
import { type ServiceParts, sessionOf } from '../service-parts.ts';
import { issuerSettingsOf } from '../settings.ts';
import { lookAt, needsToken, sendUnanswered, sendUnknown } from '../show-action.ts';
import { type ActionHash, isActionHash } from '#core/ids/action-hash';

/** A decision with an ID token that lists many groups. */
const BODY_LIMIT_BYTES = 64 * 1024;
const Params = z.object({ hash: z.string() });

/** `/v1/actions`, `/v1/decisions`: for the command line. Whoever sends proves who they are with an ID token bound to what they send. */
export function registerApi(app: FastifyInstance, parts: ServiceParts, list: ListActions): void {
  const { actions, settings, carryOut, mask, record: audit } = parts;
  app.register(async (api) => {
    api.removeAllContentTypeParsers();
    api.addContentTypeParser(
      'application/json',
      { parseAs: 'buffer', bodyLimit: BODY_LIMIT_BYTES },
      (_request, body, done) => done(null, body),
    );
    // Programs send no origin; a page of another site cannot leave it out.
    api.addHook('onRequest', async (request, reply) => {
      const { origin } = request.headers;
      if (origin === undefined || isOwnOrigin(origin, request.host, settings.publicUrl)) return;
      return answer(reply, 403, 'foreign_origin', 'This is not taken from pages of other sites.');
    });

    api.get('/v1/actions', async (request, reply) => {
      if (!(await mayLook(parts, request))) return askToSignIn(parts, reply);
      return reply.header('cache-control', 'no-store').send(await list());
    });

    api.get('/v1/actions/:hash', async (request, reply) => {
      if (!(await mayLook(parts, request))) return askToSignIn(parts, reply);
      const known = await actions.get(Params.parse(request.params).hash);
      if (!known) return sendUnknown(request, reply);
      if (known.kind === 'unanswered') return sendUnanswered(request, reply, known.actionHash);
      const problem = undecidable(known);
      return reply.header('cache-control', 'no-store').send({
        ...known,
        record: { ...known.record, looked: await lookAt(parts, known.record) },
        ...(problem && { undecidable: problem.reason }),
        signIn: toldIssuer(parts, known.record.document?.environment),
      });
    });

    api.post('/v1/decisions', { bodyLimit: BODY_LIMIT_BYTES }, async (request, reply) => {
      const read = ApiDecision.safeParse(readJson(request));
      if (!read.success) return refuseBody(reply, read.error);
      const { body, idToken } = read.data;
      const { actionHash } = body;
      const base = { what: 'decision', channel: 'cli', actionHash, answer: body.answer, nonce: body.nonce } as const;
      return withAction(request, reply, actionHash, async (known) => {
        const { record } = known;
        if (mask(body.reason) !== body.reason)
          return answer(
            reply,
            422,
            'secret',
            'The reason holds what looks like a secret; it would stay on record. Leave it out.',
          );
        return withPerson(reply, base, record, idToken, nonceOf(body), async (signedIn) => {
          if (record.state === 'awaiting' && record.previewHash !== body.previewHash) {
            const problem = 'What it would change is not what you were shown. Look at it again.';
            await audit({ ...base, outcome: 'refused', by: signedIn.by, problem });
            return answer(reply, 409, 'changed', problem);
          }
          const outcome = await carryOut.decide(
            {
              kind: 'decision',
              environment: record.document?.environment ?? '',
              body,
              once: body.nonce,
              carriesToken: needsToken(parts, record),
              mode: 'send',
            },
            signedIn,
          );
          return answerOutcome(reply, outcome);
        });
      });
    });

    api.post('/v1/actions/:hash/withdraw', { bodyLimit: BODY_LIMIT_BYTES }, async (request, reply) => {
      const { hash: actionHash } = Params.parse(request.params);
      if (!isActionHash(actionHash)) return sendUnknown(request, reply);
      const read = ApiWithdrawal.safeParse(readJson(request));
      if (!read.success) return refuseBody(reply, read.error);
      const { idToken, ...asked } = read.data;
      const base = { what: 'withdrawal', channel: 'cli', actionHash } as const;
      const nonce = requestNonceOf({ what: 'withdraw', actionHash, ...asked });
      return withAction(request, reply, actionHash, ({ record }) =>
        withPerson(reply, base, record, idToken, nonce, async ({ by }) =>
          answerOutcome(
            reply,
            await carryOut.withdraw({ kind: 'withdraw', actionHash, reason: asked.reason }, by, 'cli'),
          ),
        ),
      );
    });

    api.post('/v1/actions/:hash/undo', { bodyLimit: BODY_LIMIT_BYTES }, async (request, reply) => {
      const { hash: actionHash } = Params.parse(request.params);
      if (!isActionHash(actionHash)) return sendUnknown(request, reply);
      const read = ApiUndo.safeParse(readJson(request));
      if (!read.success) return refuseBody(reply, read.error);
      const { idToken, ...asked } = read.data;
      const base = { what: 'undo', channel: 'cli', actionHash, answer: asked.answer } as const;
      const nonce = requestNonceOf({ what: 'undo', actionHash, ...asked });
      return withAction(request, reply, actionHash, ({ record }) =>
        withPerson(reply, base, record, idToken, nonce, async (person) =>
          answerOutcome(
            reply,
            await carryOut.undo(
              { kind: 'undo', actionHash, answer: asked.answer, reason: asked.reason },
              person,
              'cli',
            ),
          ),
        ),
      );
    });
  });

  async function withAction(
    request: FastifyRequest,
    reply: FastifyReply,
    actionHash: ActionHash,
    work: (known: AnsweredAction) => Promise<FastifyReply>,
  ): Promise<FastifyReply> {
    const known = await actions.get(actionHash);
    if (!known) return sendUnknown(request, reply);
    return known.kind === 'unanswered' ? sendUnanswered(request, reply, actionHash) : work(known);
  }

  async function withPerson(
    reply: FastifyReply,
    base: Omit<ApprovalRecord, 'outcome'>,
    { document }: AnsweredAction['record'],
    idToken: string,
    nonce: string,
    work: (signedIn: SignedInPerson) => Promise<FastifyReply>,
  ): Promise<FastifyReply> {
    const issuer = issuerSettingsOf(settings, document?.environment);
    if (!issuer)
      return answer(reply, 409, 'no_identity_provider', 'No identity provider is configured for this environment.');
    let signedIn;
    try {
      signedIn = await parts.signIn.verify({ issuer: issuer.name, idToken, nonce });
    } catch (error) {
      if (!(error instanceof SignInRefused)) throw error;
      await audit({ ...base, outcome: 'refused', problem: error.message });
      return answer(reply, 403, 'sign_in_refused', error.message);
    }
    return work(signedIn);
  }
}

function answerOutcome(reply: FastifyReply, outcome: RequestOutcome): FastifyReply {
  switch (outcome.kind) {
    case 'done':
      return reply.send({ outcome: 'done', message: outcome.message });
    case 'refused':
      return answer(reply, 409, 'refused', outcome.message);
    case 'late':
      return answer(reply, 409, 'late', outcome.message);
    case 'unanswered':
      return answer(reply.header('retry-after', RETRY_AFTER_SECONDS), 503, 'worker_unanswered', outcome.message);
    case 'signed':
      return reply.send({ outcome: 'signed', decision: outcome.decision });
    default:
      return outcome satisfies never;
  }
}

function toldIssuer({ settings }: ServiceParts, environment: string | undefined) {
  const found = issuerSettingsOf(settings, environment);
  if (!found) return undefined;
  const { issuer, clientId, groupsClaim, development, isConfidential } = found;
  return { issuer, clientId, groupsClaim, development, isConfidential };
}

async function mayLook(parts: ServiceParts, request: FastifyRequest): Promise<boolean> {
  if (!parts.signInToLook || sessionOf(parts, request)) return true;
  const [, idToken] = /^bearer +(\S+)$/i.exec(soleHeader(request.raw.rawHeaders, 'authorization') ?? '') ?? [];
  if (idToken === undefined) return false;
  for (const issuer of Object.keys(parts.settings.issuers)) {
    try {
      await parts.signIn.verify({ issuer, idToken, nonce: requestNonceOf({ what: 'look' }) });
      return true;
    } catch (error) {
      // Of another provider, perhaps.
      if (!(error instanceof SignInRefused)) throw error;
    }
  }
  return false;
}

function askToSignIn({ settings }: ServiceParts, reply: FastifyReply): FastifyReply {
  const issuers = Object.values(settings.issuers).map(
    ({ issuer, clientId, groupsClaim, development, isConfidential }) => ({
      issuer,
      clientId,
      groupsClaim,
      development,
      isConfidential,
    }),
  );
  return reply
    .code(401)
    .send({ error: 'sign_in_required', message: 'Actions are shown to people who have signed in.', issuers });
}

function readJson(request: FastifyRequest): unknown {
  const read = parseStrictJson(Buffer.isBuffer(request.body) ? request.body : new Uint8Array());
  if (read.kind === 'value') return read.value;
  throw new UnreadableRequest(`${read.reason.charAt(0).toUpperCase()}${read.reason.slice(1)}.`);
}

function refuseBody(reply: FastifyReply, { issues }: z.ZodError): FastifyReply {
  const [issue] = issues;
  return answer(reply, 422, 'invalid', `${issue?.path.join('.') || 'The body'}: ${issue?.message ?? 'is wrong'}.`);
}

function answer(reply: FastifyReply, status: number, error: string, message: string): FastifyReply {
  return reply.code(status).send({ error, message });
}
