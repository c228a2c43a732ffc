import type { Dispatcher } from 'undici';
import { failureOf, isClosedConnection } from './failure-of.ts';
import type { HttpFailure } from './http-failure.ts';
import type { AnswerLimit, HttpAnswer, HttpHeaders } from './http-request.ts';
import { acceptedEncoding, readBody } from './read-body.ts';
import { readRetryAfter } from './retry-after.ts';
import { silenceTimeoutMilliseconds } from './time-limits.ts';

/** The beginning of an error says enough. */
const maximumErrorBytes = 64 * 1024;

/** One request as it goes over the wire. */
export interface WireRequest {
  readonly url: URL;
  readonly method: string;
  readonly headers: HttpHeaders;
  readonly body?: string;
  readonly answerLimit: AnswerLimit;
  readonly signal: AbortSignal;
}

export type WireEnd =
  | { readonly kind: 'answer'; readonly answer: HttpAnswer }
  | { readonly kind: 'failure'; readonly failure: HttpFailure; readonly closedBeforeAnswer: boolean };

export interface Route {
  readonly dispatcher: Dispatcher;
  /** For messages. */
  readonly proxy?: URL;
}

/** Sends once. @throws the signal's reason when it aborts */
export async function exchange({ dispatcher, proxy }: Route, request: WireRequest): Promise<WireEnd> {
  const { url, method, headers, body, answerLimit, signal } = request;
  let answered = false;
  try {
    const response = await dispatcher.request({
      origin: url.origin,
      path: `${url.pathname}${url.search}`,
      method,
      headers: { ...headers, 'accept-encoding': acceptedEncoding },
      body,
      signal,
      // A query may take as long as its caller waits: the signal ends it.
      headersTimeout: 0,
      bodyTimeout: silenceTimeoutMilliseconds,
    });
    answered = true;
    return { kind: 'answer', answer: await readAnswer(response, answerLimit) };
  } catch (error) {
    signal.throwIfAborted();
    const closedBeforeAnswer = !answered && isClosedConnection(error);
    return { kind: 'failure', failure: failureOf(error, proxy), closedBeforeAnswer };
  }
}

async function readAnswer(response: Dispatcher.ResponseData, answerLimit: AnswerLimit): Promise<HttpAnswer> {
  const { statusCode: status } = response;
  const headers = joinedHeaders(response.headers);
  const limit: AnswerLimit =
    status < 300 ? answerLimit : { bytes: Math.min(answerLimit.bytes, maximumErrorBytes), beyond: 'cut' };
  const body = await readBody(response.body, headers['content-encoding'], limit);
  return { status, headers, body, retryAfterMilliseconds: readRetryAfter(headers['retry-after'], Date.now()) };
}

function joinedHeaders(headers: Readonly<Record<string, string | string[] | undefined>>): HttpHeaders {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, [value].flat().join(', ')]],
    ),
  );
}
