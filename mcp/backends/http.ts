import type { z } from 'zod';
import { sanitiseText } from '#core/text/sanitise';
import type { HttpClient } from '#http-client/create-http-client';
import { HttpFailure } from '#http-client/http-failure';
import type { HttpAnswer, HttpParameters } from '#http-client/http-request';
import { ToolFailure } from '../kit/tool-failure.ts';

export interface BackEndRequest<Answer> {
  /** `prometheus`: for messages. */
  readonly backEnd: string;
  readonly client: HttpClient;
  /** From the back end's address on: `api/v1/query`. */
  readonly path: string;
  readonly parameters?: HttpParameters;
  /** As a form in the body, for what may be longer than an address. Default: in the address. */
  readonly post?: boolean;
  /** A write instead of a read, of the state that the caller saw: refused where it is another by now. */
  readonly write?: ConditionalRequest;
  readonly answer: z.ZodType<Answer>;
  readonly signal: AbortSignal;
  /** Default 10,000. */
  readonly timeoutMilliseconds?: number;
  /** The caller's fault, told from the status and the body; undefined where it is not the caller's. */
  readonly refusal?: (status: number, body: string) => ToolFailure | undefined;
}

export interface ConditionalRequest {
  readonly method: 'PATCH' | 'DELETE';
  readonly ifMatch: string;
  readonly json?: unknown;
}

/** The back end for people: `prometheus http://127.0.0.1:9090`. */
export function sourceOf(backEnd: string, { place }: Pick<HttpClient, 'place'>): string {
  return `${backEnd} ${place}`;
}

/**
 * Asks a back end for JSON. A read may be sent again by the client; a write is sent once.
 * @throws ToolFailure with words for each way that this fails, or the signal's reason
 */
export async function requestJson<Answer>(request: BackEndRequest<Answer>): Promise<Answer> {
  const { backEnd, client, signal } = request;
  const source = sourceOf(backEnd, client);
  let answer: HttpAnswer;
  try {
    answer = await send(request, signal);
  } catch (error) {
    throw error instanceof HttpFailure ? failureOf(source, error) : error;
  }
  if (answer.status < 200 || answer.status >= 300) throw statusFailure(request, source, answer);
  return parseAnswer(request.answer, answer.body, source);
}

function send(request: BackEndRequest<unknown>, signal: AbortSignal): Promise<HttpAnswer> {
  const { client, path, parameters = [], post, write, timeoutMilliseconds } = request;
  if (write) {
    const { method, ifMatch, json } = write;
    const headers = { 'if-match': JSON.stringify(ifMatch) };
    const body = json === undefined ? undefined : ({ kind: 'json', value: json } as const);
    return client.send({ effect: 'write', method, path, parameters, headers, body, timeoutMilliseconds }, signal);
  }
  return post
    ? client.send(
        { effect: 'read', method: 'POST', path, body: { kind: 'form', fields: parameters }, timeoutMilliseconds },
        signal,
      )
    : client.send({ effect: 'read', method: 'GET', path, parameters, timeoutMilliseconds }, signal);
}

function failureOf(source: string, failure: HttpFailure): ToolFailure {
  const { trouble, message } = failure;
  switch (trouble.kind) {
    case 'too_large':
      return new ToolFailure('COST_EXCEEDED', `${source} ${message}. Ask for less: a shorter window, fewer series.`);
    case 'no_answer':
    case 'timed_out':
      return unavailable(`${source} ${message}.`, true, failure);
    case 'unreadable':
      return unavailable(`${source} ${message}.`, false, failure);
    case 'no_credentials':
      return unavailable(`${source} ${message}.`, trouble.retryable, failure);
    default:
      return trouble satisfies never;
  }
}

function statusFailure({ refusal, client }: BackEndRequest<unknown>, source: string, answer: HttpAnswer): ToolFailure {
  const { status, body, retryAfterMilliseconds } = answer;
  const refused = refusal?.(status, body);
  if (refused) return refused;
  if (status >= 300 && status < 400) {
    const place = redirectPlace(answer, client);
    const to = place === undefined ? '' : ` to ${place}`;
    const message = `${source} answered HTTP ${status}, a redirect${to}, which is not followed.`;
    return unavailable(`${message} Configure the address it leads to.`, false);
  }
  if (status === 401 || status === 403) {
    return unavailable(`${source} refused the request (HTTP ${status}). ${whatToCheck(status, client)}`, false);
  }
  if (status === 404) {
    return unavailable(`${source} does not know the address (HTTP 404). Check the url of this back end.`, false);
  }
  const words = sanitiseText(body).replace(/\s+/g, ' ').trim().slice(0, 200);
  const said = `${source} answered HTTP ${status}${words ? `: ${words}` : ''}`;
  const wait =
    retryAfterMilliseconds === undefined ? '' : ` (ask again in ${Math.ceil(retryAfterMilliseconds / 1_000)} s)`;
  return unavailable(`${said}${wait}`, status >= 500 || status === 429);
}

function whatToCheck(status: 401 | 403, { authentication }: Pick<HttpClient, 'authentication'>): string {
  if (authentication === undefined) return 'No authentication is configured for it: set auth.';
  return status === 401 ? `Check ${authentication}.` : `Check ${authentication} and what it gives access to.`;
}

/** Without the query, where tokens like to stand. An address that is none is not repeated. */
function redirectPlace({ headers }: HttpAnswer, { place }: Pick<HttpClient, 'place'>): string | undefined {
  const { location } = headers;
  if (location === undefined || !URL.canParse(location, place)) return undefined;
  const { origin, pathname } = new URL(location, place);
  return `${origin}${pathname}`.slice(0, 200);
}

function parseAnswer<Answer>(schema: z.ZodType<Answer>, body: string, source: string): Answer {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch (cause) {
    const begin = JSON.stringify(sanitiseText(body.slice(0, 80)));
    throw unavailable(`${source} answered no JSON: it begins with ${begin}. Is that the right address?`, false, cause);
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const where = issue?.path.map(String).join('.') || 'the answer';
  throw unavailable(`${source} answered what is not understood: ${where}: ${issue?.message}.`, false, parsed.error);
}

function unavailable(message: string, retryable: boolean, cause?: unknown): ToolFailure {
  return new ToolFailure('UPSTREAM_UNAVAILABLE', message, { retryable, cause });
}
