import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify';
import type { Admission } from './admission.ts';
import { RETRY_AFTER_SECONDS } from '#web/errors';
import type { IntakeAuthentication } from './authentication/authentication.ts';
import type { DeliveryCounter } from './delivery-counts.ts';
import type { ReplayGuard } from './hooks/replay-guard.ts';
import type { IntakeRecord } from './ports.ts';
import { createRefusalTally } from './refusal-tally.ts';
import type { GatewayDependencies } from './settings.ts';

// The order of all intake, hooks and changes alike: route, content type, size, authentication on the raw bytes, freshness,
// then what the route does with them. Every answer but 404 is counted and recorded in the audit: one record each after
// authentication, one per minute and reason before it.

/** What a request is meant for, found by its path alone. */
export interface IntakeTarget {
  readonly integration?: string;
  readonly bodyLimitBytes: number;
  readonly authentication: IntakeAuthentication;
  /** Of senders that sign the time. */
  readonly replayGuard?: ReplayGuard;
}

export interface IntakeAnswer {
  readonly httpStatus: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly record: Pick<IntakeRecord, 'outcome' | 'reason' | 'deliveryId' | 'alerts'>;
}

export interface IntakeRoute<Target extends IntakeTarget> {
  readonly url: string;
  readonly route: IntakeRecord['route'];
  /** The largest of any target. */
  readonly bodyLimitBytes: number;
  readonly findTarget: (request: FastifyRequest) => Target | { readonly unknown: string };
  /** Called with authentic bytes only. What it throws is answered 503: nothing is durable then. */
  readonly receive: (target: Target, body: Buffer) => Promise<IntakeAnswer>;
}

/** An answer that takes nothing in; `message` says what to do. */
export function refusal(
  httpStatus: number,
  error: string,
  message: string,
  more?: Record<string, unknown>,
): IntakeAnswer {
  const outcome = httpStatus === 503 ? 'unavailable' : 'refused';
  return { httpStatus, body: { error, message, ...more }, record: { outcome, reason: error } };
}

export function registerIntake<Target extends IntakeTarget>(
  app: FastifyInstance,
  { audit, logger, counter }: Pick<GatewayDependencies, 'audit' | 'logger'> & { readonly counter: DeliveryCounter },
  admission: Admission,
  intake: IntakeRoute<Target>,
): void {
  const targets = new WeakMap<FastifyRequest, Target>();
  const authenticated = new WeakSet<FastifyRequest>();
  const tally = createRefusalTally(record);
  app.addHook('onClose', () => tally.close());

  async function record(whole: IntakeRecord, requestId?: string): Promise<void> {
    const isGood = whole.httpStatus < 400 && whole.outcome !== 'quarantined';
    logger[isGood ? 'info' : 'warn']({ requestId, ...whole }, 'intake');
    try {
      await audit.recordIntake(whole);
    } catch (error) {
      // What was taken in is durable by now, and a refusal stays one: the sender's answer is the same.
      logger.error({ requestId, err: error }, 'The audit log did not take the record of an intake');
    }
  }

  async function answer(
    request: FastifyRequest,
    reply: FastifyReply,
    { httpStatus, body, record: told }: IntakeAnswer,
  ) {
    const integration = targets.get(request)?.integration;
    const whole: IntakeRecord = {
      route: intake.route,
      ...(integration !== undefined && { integration }),
      ...told,
      httpStatus,
      bytes: Buffer.isBuffer(request.body) ? request.body.length : declaredLength(request),
    };
    counter.count(whole);
    if (authenticated.has(request)) await record(whole, request.id);
    else await tally.add(whole);
    if (httpStatus === 503) reply.header('retry-after', RETRY_AFTER_SECONDS);
    if (httpStatus === 401) reply.header('www-authenticate', 'Bearer');
    return reply.code(httpStatus).send(body);
  }

  function afterError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): IntakeAnswer {
    if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
      // Fastify would cut the connection, and a sender that is still sending would not read the answer.
      reply.removeHeader('connection');
      return tooLarge(targets.get(request) ?? intake);
    }
    if (error.code === 'FST_ERR_HANDLER_TIMEOUT')
      return refusal(503, 'too_slow', 'It took too long to store; send it again.');
    if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500)
      return refusal(
        error.statusCode,
        'unreadable_request',
        'The body broke off or has not the announced length; send it again.',
      );
    logger.error({ requestId: request.id, err: error }, 'An intake failed');
    return refusal(503, 'not_stored', `It could not be stored; send it again in ${RETRY_AFTER_SECONDS} s.`);
  }

  async function guard(request: FastifyRequest, reply: FastifyReply) {
    const target = intake.findTarget(request);
    if ('unknown' in target) return reply.code(404).send({ error: 'not_found', message: target.unknown });
    targets.set(request, target);
    const refused = beforeBody(request, target);
    if (refused) return answer(request, reply, refused);
    if (target.authentication.kind === 'bearer') authenticated.add(request);
    const leave = admission.enter(
      request.headers['content-length'] === undefined ? target.bodyLimitBytes : declaredLength(request),
    );
    if (!leave)
      return answer(
        request,
        reply,
        refusal(503, 'overloaded', `Too much arrives at once; send it again in ${RETRY_AFTER_SECONDS} s.`),
      );
    reply.raw.once('finish', leave).once('close', leave);
  }

  app.route({
    method: 'POST',
    url: intake.url,
    bodyLimit: intake.bodyLimitBytes,
    onRequest: guard,
    handler: async (request, reply) => {
      const target = targets.get(request);
      const body = request.body;
      if (!target || !Buffer.isBuffer(body)) throw new Error('a request passed its guard without target or bytes');
      if (body.length > target.bodyLimitBytes) return answer(request, reply, tooLarge(target));
      const { authentication, replayGuard } = target;
      const signature =
        authentication.kind === 'signature' ? authentication.verify(request.raw.rawHeaders, body) : undefined;
      if (authentication.kind === 'signature' && !signature)
        return answer(request, reply, unauthenticated(authentication));
      authenticated.add(request);
      const freshness = replayGuard?.judge(signature ?? {}, body);
      if (freshness?.kind === 'stale') return answer(request, reply, stale);
      if (freshness?.kind === 'repeated') return answer(request, reply, repeated);
      const received = await intake.receive(target, body);
      if (received.httpStatus === 202) freshness?.accepted();
      return answer(request, reply, received);
    },
    errorHandler: (error, request, reply) => void answer(request, reply, afterError(error, request, reply)),
  });

  const otherMethods: HTTPMethods[] = ['GET', 'PUT', 'PATCH', 'DELETE'];
  app.route({
    method: otherMethods,
    url: intake.url,
    onRequest: async (request, reply) =>
      reply
        .code(405)
        .header('allow', 'POST')
        .send({ error: 'method_not_allowed', message: `${intake.url} takes POST, not ${request.method}.` }),
    handler: async () => undefined,
  });
}

/** What can be judged before the body is read. */
function beforeBody(request: FastifyRequest, target: IntakeTarget): IntakeAnswer | undefined {
  if (!/^application\/json\s*(;\s*charset\s*=\s*"?utf-8"?\s*)?$/i.test(request.headers['content-type'] ?? ''))
    return refusal(415, 'unsupported_media_type', 'Send Content-Type: application/json, in UTF-8.');
  if ((request.headers['content-encoding'] ?? 'identity') !== 'identity')
    return refusal(415, 'unsupported_media_type', 'Send the body without Content-Encoding.');
  if (declaredLength(request) > target.bodyLimitBytes) return tooLarge(target);
  const { authentication } = target;
  switch (authentication.kind) {
    case 'none':
      return unauthenticated(authentication);
    case 'bearer':
      return authentication.matches(request.raw.rawHeaders) ? undefined : unauthenticated(authentication);
    case 'signature':
      return undefined;
    default:
      return authentication satisfies never;
  }
}

function declaredLength(request: FastifyRequest): number {
  const length = Number(request.headers['content-length']);
  return Number.isSafeInteger(length) && length >= 0 ? length : 0;
}

function tooLarge({ bodyLimitBytes }: { bodyLimitBytes: number }): IntakeAnswer {
  return refusal(413, 'too_large', `The body is larger than ${bodyLimitBytes} bytes; send less at once.`);
}

function unauthenticated({ remedy }: IntakeAuthentication): IntakeAnswer {
  return refusal(401, 'unauthenticated', remedy);
}

const stale = refusal(401, 'stale', 'The signed time is missing or too far from now: check the clocks, and sign anew.');
const repeated: IntakeAnswer = {
  httpStatus: 202,
  body: { status: 'repeated', message: 'This delivery was accepted before and is not processed again.' },
  record: { outcome: 'accepted', reason: 'repeated' },
};
