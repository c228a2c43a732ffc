import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { SecretReference } from '#settings/secret';
import { soleHeader } from '#web/sole-header';
import { defineAuthentication } from './authentication.ts';

/** The hex of HMAC-SHA256 over the raw body, in a configured header: for senders whose own scheme is configurable. */
export const hmacSha256 = defineAuthentication({
  key: 'hmac',
  settings: z.strictObject({ hmac: SecretReference, header: z.string().default('x-holdfast-signature') }),
  open({ hmac, header }, secrets) {
    const secret = secrets.of(hmac);
    return {
      kind: 'signature',
      secret,
      remedy: `Send the hex of HMAC-SHA256 over the raw body once, in ${header}.`,
      verify: (rawHeaders, body) =>
        isHmacSha256(soleHeader(rawHeaders, header) ?? '', secret.read(), [body]) ? {} : undefined,
    };
  },
});

/** Whether it is the hex of HMAC-SHA256 over these bytes, one part after the other. */
export function isHmacSha256(hex: string, secret: string, signed: readonly (Uint8Array | string)[]): boolean {
  if (!/^[0-9a-f]{64}$/i.test(hex)) return false;
  const hmac = createHmac('sha256', secret);
  for (const part of signed) hmac.update(part);
  return timingSafeEqual(Buffer.from(hex, 'hex'), hmac.digest());
}
