import { connectionWords } from '#core/text/connection-words';
import { plainLine } from '#core/text/plain-text';

export interface HttpPost {
  readonly url: URL;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** Of the whole exchange. */
  readonly timeoutMilliseconds: number;
}

export type HttpPostEnd =
  | {
      readonly kind: 'answer';
      readonly status: number;
      /** The beginning of the answer: one line, at most 200 characters, nothing invisible. */
      readonly words: string;
      /** Of `Retry-After`, at most an hour. */
      readonly retryAfterMilliseconds?: number;
    }
  /** Nobody knows whether it arrived. The reason does not have the address, which may be a secret. */
  | { readonly kind: 'no_answer'; readonly reason: string };

const maximumAnswerBytes = 2 * 1024;
const maximumRetryAfterMilliseconds = 3_600_000;

/**
 * Posts JSON once. Redirects are not followed: they would carry the message where nobody configured it to go.
 * @throws the signal's reason when it aborts
 */
export async function postJson(post: HttpPost): Promise<HttpPostEnd> {
  const { url, body, headers, signal, timeoutMilliseconds } = post;
  const deadline = AbortSignal.timeout(timeoutMilliseconds);
  try {
    const response = await fetch(url, {
      method: 'POST',
      body,
      headers: { ...headers, 'content-type': 'application/json; charset=utf-8' },
      redirect: 'manual',
      signal: AbortSignal.any([signal, deadline]),
    });
    const words = await beginningOf(response);
    return { kind: 'answer', status: response.status, words, retryAfterMilliseconds: retryAfter(response) };
  } catch (error) {
    signal.throwIfAborted();
    if (deadline.aborted) {
      return { kind: 'no_answer', reason: `it did not answer within ${timeoutMilliseconds / 1_000} s` };
    }
    return { kind: 'no_answer', reason: reasonOf(error) };
  }
}

async function beginningOf(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  // Leaving the loop early cancels the rest of the answer.
  for await (const chunk of response.body ?? []) {
    const part = chunk as Uint8Array;
    chunks.push(part);
    bytes += part.byteLength;
    if (bytes >= maximumAnswerBytes) break;
  }
  const text = Buffer.concat(chunks).subarray(0, maximumAnswerBytes).toString('utf8');
  return plainLine(text, 200);
}

/** Seconds or a date (RFC 9110, 10.2.3). */
function retryAfter(response: Response): number | undefined {
  const header = response.headers.get('retry-after');
  if (header === null) return undefined;
  const milliseconds = /^\d{1,9}$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - Date.now();
  if (Number.isNaN(milliseconds)) return undefined;
  return Math.min(Math.max(milliseconds, 0), maximumRetryAfterMilliseconds);
}

/** By the system's code alone: its words may have the address. */
function reasonOf(error: unknown): string {
  const cause: unknown = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : undefined;
  if (code === undefined) return 'it cannot be reached';
  return connectionWords(code) ?? `it cannot be reached (${code})`;
}
