import { spansOf, type MaskingPattern } from '../masking-pattern.ts';

const scheme = '(?:bearer|basic|digest|token|apikey|negotiate|aws4-hmac-sha256)';
/** `Authorization: <scheme> <credentials>`, also quoted, as a key of JSON in a string, or as a label. */
const header = new RegExp(
  String.raw`(?<before>authorization(?:\\{0,4}["'])?\s{0,4}[:=]\s{0,4}(?:\\{0,4}["'])?(?:${scheme}\s{1,4})?)` +
    // A scheme alone is not a credential: its value may already be masked.
    String.raw`(?!${scheme}(?![A-Za-z0-9._~+/-]))[^\s"'\\,;}{[\]]{4,}`,
  'gi',
);
/** A scheme and what looks like credentials, without the header name: `got Bearer abc...`. */
const bearer = /(?<before>\bbearer(?:\s{1,4}|%20|\+))[A-Za-z0-9._~+/=-]{8,}/gi;
const basic = /(?<before>\bbasic(?:\s{1,4}|%20|\+))[A-Za-z0-9+/_-]{6,}={0,2}/gi;
/** A whole cookie header: any cookie may be a session. */
const cookie = /(?<before>cookie(?:\\{0,4}["'])?\s{0,3}:\s{0,3}(?:\\{0,4}["'])?)[^\s=;,"'\\]{1,256}=[^\r\n"'\\]+/gi;

/** Credentials of HTTP requests. */
export const authorization: MaskingPattern = {
  name: 'authorization',
  find: (text) =>
    /authorization|bearer|basic|cookie/i.test(text)
      ? [
          ...spansOf(text, header),
          ...spansOf(text, bearer, isCredential),
          ...spansOf(text, basic, isUserAndPassword),
          ...spansOf(text, cookie),
        ]
      : [],
};

/** "bearer authentication failed" is prose; credentials have digits, mixed case, or are long. */
function isCredential(value: string): boolean {
  return value.length >= 32 || /\d/.test(value) || (/[a-z]/.test(value) && /[A-Z]/.test(value.slice(1)));
}

/** "basic authentication" is prose; credentials are the base64 of `user:password`. */
function isUserAndPassword(value: string): boolean {
  return /^[\x20-\x7e]*:[\x20-\x7e]*$/.test(Buffer.from(value, 'base64').toString('latin1'));
}
