import { setTimeout as pause } from 'node:timers/promises';
import { describeAuthentication } from './authentication/authentication.ts';
import { createAuthorisation } from './authentication/create-authorisation.ts';
import { createAuthorisedExchange, createTargetHeaders } from './authorised-exchange.ts';
import type { WireEnd } from './exchange.ts';
import { HttpFailure } from './http-failure.ts';
import { encodeBody, type HttpAnswer, type HttpRequest } from './http-request.ts';
import type { HttpTarget } from './http-target.ts';
import { proxyPasswords, readProxies } from './proxies.ts';
import { placeOf, requestAddress } from './request-address.ts';
import { createRetryBudget } from './retry-budget.ts';
import { type AttemptEnd, retryWait } from './retry-wait.ts';
import { createTransport } from './transport.ts';

/** Asks one target. Connections are kept, so make it once and close it. */
export interface HttpClient {
  /** Where it asks, for people: origin and path. */
  readonly place: string;
  /** What to check where the target refuses a request: `the bearer token`; undefined where nothing is configured. */
  readonly authentication: string | undefined;
  /**
   * @returns the answer, whatever its status
   * @throws HttpFailure where there is none that can be used; the signal's reason when it aborts
   */
  send(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer>;
  /** Running requests end first. */
  close(): Promise<void>;
}

const defaultTimeoutMilliseconds = 10_000;
const defaultAnswerLimit = { bytes: 16 * 1024 * 1024, beyond: 'fail' } as const;

/**
 * The one way in which this program asks others over HTTP. Redirects are not followed: an address comes from the
 * configuration or not at all. A read is sent again, within its time, after HTTP 429 and 503 and after a connection that
 * closed without an answer, and once after HTTP 401 if the credentials have changed; a write is sent once.
 */
export function createHttpClient(target: HttpTarget, nowMilliseconds: () => number = Date.now): HttpClient {
  const { url: address, authentication, headers = {}, ca, onSecret = () => {} } = target;
  const proxies = target.proxies ?? readProxies(process.env);
  for (const password of proxyPasswords(proxies)) onSecret('the proxy', password);
  const clientCertificate = authentication.kind === 'client_certificate' ? authentication : undefined;
  const transport = createTransport(proxies, { authorities: ca, clientCertificate });
  const exchange = createAuthorisedExchange(transport, [
    createTargetHeaders(headers),
    createAuthorisation(authentication, { transport, onSecret, nowMilliseconds }),
  ]);
  const budget = createRetryBudget();

  async function attempts(request: HttpRequest, signal: AbortSignal, timeoutMilliseconds: number): Promise<WireEnd> {
    const { effect, method, path, parameters, answerLimit = defaultAnswerLimit } = request;
    const startedAt = performance.now();
    const repeatable = effect === 'read';
    const url = requestAddress(address, path, parameters);
    const wire = { url, method, ...contentOf(request), answerLimit, signal, repeatable };
    budget.earn();
    for (let count = 1; ; count++) {
      const sentAt = performance.now();
      const end = await exchange(wire);
      if (!repeatable) return end;
      const wait = retryWait(attemptEnd(end), {
        attempts: count,
        tookMilliseconds: performance.now() - sentAt,
        remainingMilliseconds: timeoutMilliseconds - (performance.now() - startedAt),
        random: Math.random(),
      });
      if (wait === undefined || !budget.spend()) return end;
      await pause(wait, undefined, { signal });
    }
  }

  return {
    place: placeOf(address),
    authentication: describeAuthentication(authentication),
    async send(request, signal) {
      const { timeoutMilliseconds = defaultTimeoutMilliseconds } = request;
      const deadline = AbortSignal.timeout(timeoutMilliseconds);
      try {
        const end = await attempts(request, AbortSignal.any([signal, deadline]), timeoutMilliseconds);
        if (end.kind === 'answer') return end.answer;
        throw end.failure;
      } catch (error) {
        signal.throwIfAborted();
        if (!deadline.aborted) throw error;
        throw new HttpFailure({ kind: 'timed_out', what: 'answer', milliseconds: timeoutMilliseconds }, error);
      }
    },
    close: () => transport.close(),
  };
}

function contentOf({ headers = {}, body }: HttpRequest) {
  const content = body && encodeBody(body);
  const lowerCased = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  return {
    headers: {
      accept: 'application/json',
      ...(content && { 'content-type': content.contentType }),
      ...Object.fromEntries(lowerCased),
    },
    body: content?.text,
  };
}

function attemptEnd(end: WireEnd): AttemptEnd {
  if (end.kind === 'answer') return end;
  return { kind: end.closedBeforeAnswer ? 'closed_before_answer' : 'other' };
}
