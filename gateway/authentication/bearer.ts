import { createHash, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { SecretReference } from '#settings/secret';
import { soleHeader } from '#web/sole-header';
import { type BearerAuthentication, defineAuthentication, type SharedSecret } from './authentication.ts';

/** `Authorization: Bearer <token>` */
export const bearer = defineAuthentication({
  key: 'bearer',
  settings: z.strictObject({ bearer: SecretReference }),
  open: (settings, secrets) => bearerAuthentication(secrets.of(settings.bearer)),
});

export function bearerAuthentication(secret: SharedSecret): BearerAuthentication {
  return {
    kind: 'bearer',
    secret,
    remedy: 'Send the configured token once, as Authorization: Bearer <token>.',
    matches(rawHeaders) {
      const match = /^bearer +(\S+)$/i.exec(soleHeader(rawHeaders, 'authorization') ?? '');
      if (!match?.[1]) return false;
      // Digests have one length, which timingSafeEqual insists on, and hide the token's.
      return timingSafeEqual(sha256(match[1]), sha256(secret.read()));
    },
  };
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
