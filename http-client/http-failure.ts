/** Why there is no answer, or none that can be used. No reason holds an address or a credential. */
export type HttpTrouble =
  /** The connection was not made, or it ended before the whole answer had come. A write may have been carried out. */
  | { readonly kind: 'no_answer'; readonly reason: string }
  | { readonly kind: 'timed_out'; readonly what: 'connection' | 'answer' | 'body'; readonly milliseconds: number }
  | { readonly kind: 'too_large'; readonly maximumBytes: number }
  /** It cannot be decompressed. */
  | { readonly kind: 'unreadable'; readonly reason: string }
  /** What authenticates the request cannot be had, so it was not sent. */
  | { readonly kind: 'no_credentials'; readonly reason: string; readonly retryable: boolean };

export class HttpFailure extends Error {
  override readonly name = 'HttpFailure';
  readonly trouble: HttpTrouble;

  constructor(trouble: HttpTrouble, cause?: unknown) {
    super(describeTrouble(trouble), { cause });
    this.trouble = trouble;
  }
}

/** What goes after the name of the other side: `did not answer within 10 s`. */
export function describeTrouble(trouble: HttpTrouble): string {
  switch (trouble.kind) {
    case 'no_answer':
      return `cannot be reached: ${trouble.reason}`;
    case 'timed_out':
      return describeTimeout(trouble.what, trouble.milliseconds / 1_000);
    case 'too_large':
      return `answered more than ${sizeWords(trouble.maximumBytes)}`;
    case 'unreadable':
      return `sent an answer that cannot be read: ${trouble.reason}`;
    case 'no_credentials':
      return `was not asked: ${trouble.reason}`;
    default:
      return trouble satisfies never;
  }
}

function describeTimeout(what: 'connection' | 'answer' | 'body', seconds: number): string {
  switch (what) {
    case 'connection':
      return `did not accept a connection within ${seconds} s`;
    case 'answer':
      return `did not answer within ${seconds} s`;
    case 'body':
      return `sent nothing for ${seconds} s in the middle of its answer`;
    default:
      return what satisfies never;
  }
}

function sizeWords(bytes: number): string {
  return bytes >= 1024 * 1024 ? `${bytes / 1024 / 1024} MiB` : `${bytes / 1024} KiB`;
}
