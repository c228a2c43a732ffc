import type { HttpClient } from '#http-client/create-http-client';
import { HttpFailure } from '#http-client/http-failure';
import { sanitiseText } from '#core/text/sanitise';

export interface HttpPost {
  /** JSON. */
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
  /** Nobody knows whether it arrived. The reason goes after its name, and lacks the address, which may be a secret. */
  | { readonly kind: 'no_answer'; readonly reason: string; readonly retryable: boolean };

/**
 * Posts JSON once: whether a message is sent again is for its caller, who counts and records attempts.
 * @throws the signal's reason when it aborts
 */
export async function postJson(client: HttpClient, post: HttpPost): Promise<HttpPostEnd> {
  const { body, headers, signal, timeoutMilliseconds } = post;
  try {
    const { status, retryAfterMilliseconds, ...answer } = await client.send(
      {
        effect: 'write',
        method: 'POST',
        headers,
        body: { kind: 'text', text: body, contentType: 'application/json; charset=utf-8' },
        timeoutMilliseconds,
        answerLimit: { bytes: 2 * 1024, beyond: 'cut' },
      },
      signal,
    );
    return { kind: 'answer', status, words: firstWords(answer.body), retryAfterMilliseconds };
  } catch (error) {
    if (!(error instanceof HttpFailure)) throw error;
    const { trouble, message } = error;
    return {
      kind: 'no_answer',
      reason: message,
      retryable: trouble.kind !== 'no_credentials' || trouble.retryable,
    };
  }
}

function firstWords(text: string): string {
  return sanitiseText(text).replace(/\s+/g, ' ').trim().slice(0, 200);
}
