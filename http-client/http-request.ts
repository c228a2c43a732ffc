export type HttpHeaders = Readonly<Record<string, string>>;
export type HttpParameters = readonly (readonly [name: string, value: string])[];

export interface HttpRequest {
  /** A read may be sent again, whatever its method; a write is sent once. */
  readonly effect: 'read' | 'write';
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** From the target's address on: `api/v1/query`. Absent: the address itself. */
  readonly path?: string;
  /** Added to those of the target's address. */
  readonly parameters?: HttpParameters;
  readonly headers?: HttpHeaders;
  readonly body?: HttpBody;
  /** Of everything together: token, attempts, waits, body. Default 10,000. */
  readonly timeoutMilliseconds?: number;
  /** Of the answer's body after decompression. Default: at most 16 MiB, and more is a failure. */
  readonly answerLimit?: AnswerLimit;
}

export type HttpBody =
  | { readonly kind: 'form'; readonly fields: HttpParameters }
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'text'; readonly text: string; readonly contentType: string };

export interface AnswerLimit {
  readonly bytes: number;
  readonly beyond: 'fail' | 'cut';
}

/** Whatever its status. A redirect is an answer like any other and is never followed. */
export interface HttpAnswer {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: HttpHeaders;
  /** UTF-8. Of a failed request (400 and above) at most the first 64 KiB. */
  readonly body: string;
  /** From `Retry-After`, at most an hour. */
  readonly retryAfterMilliseconds?: number;
}

/** The text that a body is sent as, and its content type. */
export function encodeBody(body: HttpBody): { readonly text: string; readonly contentType: string } {
  switch (body.kind) {
    case 'form':
      return { text: encodeParameters(body.fields), contentType: 'application/x-www-form-urlencoded;charset=UTF-8' };
    case 'json':
      return { text: JSON.stringify(body.value), contentType: 'application/json' };
    case 'text':
      return body;
    default:
      return body satisfies never;
  }
}

export function encodeParameters(parameters: HttpParameters): string {
  return new URLSearchParams(parameters.map(([name, value]): [string, string] => [name, value])).toString();
}
