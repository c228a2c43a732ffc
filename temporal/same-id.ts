import { createHash } from 'node:crypto';
import { canonicalJson, withoutUndefinedKeys } from '#core/json/canonical-json';

/** The same id for the same values: what is sent twice under it counts once. 32 hexadecimal digits. */
export function sameIdFor(...values: readonly unknown[]): string {
  return createHash('sha256')
    .update(canonicalJson(withoutUndefinedKeys(values)))
    .digest('hex')
    .slice(0, 32);
}

/** A digest as a UUID, version 8 (RFC 9562). @param digest at least 32 hexadecimal digits */
export function uuidFrom(digest: string): string {
  const variant = ((parseInt(digest.slice(16, 17), 16) & 3) | 8).toString(16);
  return [
    digest.slice(0, 8),
    digest.slice(8, 12),
    `8${digest.slice(13, 16)}`,
    `${variant}${digest.slice(17, 20)}`,
    digest.slice(20, 32),
  ].join('-');
}
