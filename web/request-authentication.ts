import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/**
 * The value of a header that was sent once. Node joins or drops repeated headers, so that two parties could read
 * different ones: a repeated header counts as none.
 * @param rawHeaders names and values in turn, as Node received them
 */
export function soleHeader(rawHeaders: readonly string[], name: string): string | undefined {
  const wanted = name.toLowerCase();
  const values = rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === wanted);
  return values.length === 1 ? values[0] : undefined;
}

/** Whether the `Authorization` header carries this bearer token. Takes the same time for every wrong token. */
export function bearerMatches(rawHeaders: readonly string[], token: string): boolean {
  const match = /^bearer +(\S+)$/i.exec(soleHeader(rawHeaders, 'authorization') ?? '');
  if (!match?.[1]) return false;
  // Digests have one length, which timingSafeEqual insists on, and hide the token's.
  return timingSafeEqual(sha256(match[1]), sha256(token));
}

/** Whether the header carries the hex of HMAC-SHA256 over exactly these bytes. */
export function signatureMatches(
  rawHeaders: readonly string[],
  { secret, header }: { secret: string; header: string },
  body: Uint8Array,
): boolean {
  const hex = soleHeader(rawHeaders, header) ?? '';
  if (!/^[0-9a-f]{64}$/i.test(hex)) return false;
  const expected = createHmac('sha256', secret).update(body).digest();
  const given = Buffer.from(hex, 'hex');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
