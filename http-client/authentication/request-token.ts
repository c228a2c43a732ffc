import { z } from 'zod';
import type { WireRequest } from '../exchange.ts';
import { HttpFailure } from '../http-failure.ts';
import { type HttpAnswer, encodeBody } from '../http-request.ts';
import { placeOf } from '../request-address.ts';
import type { Transport } from '../transport.ts';
import type { ClientCredentialsAuthentication } from './authentication.ts';

export interface AccessToken {
  readonly value: string;
  /** Instants in milliseconds. */
  readonly issuedAt: number;
  readonly renewAt: number;
  readonly expiresAt: number;
}

export interface TokenEndpointParts {
  readonly transport: Pick<Transport, 'exchange'>;
  readonly nowMilliseconds: () => number;
  /** Gets each token before it is used: it is a secret like those that are configured. */
  readonly onSecret: (source: string, value: string) => void;
}

const timeoutMilliseconds = 10_000;
const answerLimit = { bytes: 256 * 1024, beyond: 'fail' } as const;
/** Where the endpoint does not say how long a token lasts. */
const defaultLifeSeconds = 300;

const TokenAnswer = z.object({
  access_token: z.string().regex(/^[\x21-\x7e]+$/),
  token_type: z
    .string()
    .regex(/^bearer$/i)
    .default('Bearer'),
  // A text at some endpoints.
  expires_in: z.coerce.number().positive().catch(defaultLifeSeconds),
});
const ErrorAnswer = z.object({ error: z.string().regex(/^[a-z_]{1,40}$/) });

/**
 * Asks a token endpoint for an access token. The client says who it is in the header, as RFC 6749 prefers, or, where
 * the endpoint knows no client that way, in the body, which some take only.
 * @throws HttpFailure no_credentials that names the endpoint, without the client's secret
 */
export async function requestToken(
  settings: ClientCredentialsAuthentication,
  parts: TokenEndpointParts,
): Promise<AccessToken> {
  const secret = await settings.clientSecret.read();
  let answer = await ask(settings, secret, 'header', parts);
  if (answer.status === 401 || (answer.status === 400 && errorIn(answer) === 'invalid_client')) {
    answer = await ask(settings, secret, 'body', parts);
  }
  if (answer.status !== 200) throw refusal(settings, answer);
  return tokenIn(answer, settings, parts);
}

async function ask(
  { tokenUrl, clientId, scope, audience }: ClientCredentialsAuthentication,
  secret: string,
  place: 'header' | 'body',
  { transport }: TokenEndpointParts,
): Promise<HttpAnswer> {
  const fields: [string, string][] = [['grant_type', 'client_credentials']];
  if (scope !== undefined) fields.push(['scope', scope]);
  if (audience !== undefined) fields.push(['audience', audience]);
  if (place === 'body') fields.push(['client_id', clientId], ['client_secret', secret]);
  const { text, contentType } = encodeBody({ kind: 'form', fields });
  // Both parts encoded as in a form, which a colon or a plus sign in a secret needs (RFC 6749, 2.3.1).
  const credentials = `${formEncoded(clientId)}:${formEncoded(secret)}`;
  const signal = AbortSignal.timeout(timeoutMilliseconds);
  const request: WireRequest = {
    url: new URL(tokenUrl),
    method: 'POST',
    headers: {
      accept: 'application/json',
      'content-type': contentType,
      ...(place === 'header' && { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` }),
    },
    body: text,
    answerLimit,
    signal,
  };
  try {
    const end = await transport.exchange(request);
    if (end.kind === 'answer') return end.answer;
    throw end.failure;
  } catch (error) {
    const late = `did not answer within ${timeoutMilliseconds / 1_000} s`;
    throw noToken(tokenUrl, error instanceof HttpFailure ? error.message : late, true, error);
  }
}

function tokenIn(
  { body }: HttpAnswer,
  { tokenUrl, clientId }: ClientCredentialsAuthentication,
  { nowMilliseconds, onSecret }: TokenEndpointParts,
): AccessToken {
  const parsed = TokenAnswer.safeParse(parseJson(body));
  if (!parsed.success) throw noToken(tokenUrl, 'answered something that holds no bearer token', false);
  const { access_token: value, expires_in: lifeSeconds } = parsed.data;
  onSecret(`token of ${clientId} at ${placeOf(tokenUrl)}`, value);
  const issuedAt = nowMilliseconds();
  const life = lifeSeconds * 1_000;
  // Early enough for a request to arrive with it, and not at once for short lives.
  const renewAt = issuedAt + life - Math.min(30_000, life / 5);
  return { value, issuedAt, renewAt, expiresAt: issuedAt + life };
}

function refusal({ tokenUrl, clientId }: ClientCredentialsAuthentication, answer: HttpAnswer): HttpFailure {
  const { status } = answer;
  // The error's code alone: a description may repeat what was sent.
  const code = errorIn(answer);
  const said = `answered HTTP ${status}${code === undefined ? '' : ` ${code}`}`;
  if (status >= 500 || status === 429) return noToken(tokenUrl, said, true);
  const next = `check the OAuth client ${JSON.stringify(clientId)}, its secret, scope and audience`;
  return noToken(tokenUrl, `${said}; ${next}`, false);
}

function noToken(tokenUrl: string, what: string, retryable: boolean, cause?: unknown): HttpFailure {
  const reason = `the token endpoint ${placeOf(tokenUrl)} ${what}`;
  return new HttpFailure({ kind: 'no_credentials', reason, retryable }, cause);
}

function errorIn({ body }: HttpAnswer): string | undefined {
  return ErrorAnswer.safeParse(parseJson(body)).data?.error;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function formEncoded(text: string): string {
  return new URLSearchParams([['', text]]).toString().slice(1);
}
