import type { Authorisation } from './authorisation.ts';
import type { BasicAuthentication } from './authentication.ts';
import { createSecretHeaders } from './secret-headers.ts';

/** RFC 7617, in UTF-8. */
export function createBasic({ user, password }: BasicAuthentication): Authorisation {
  return createSecretHeaders([password], async () => ({
    authorization: `Basic ${Buffer.from(`${user}:${await password.read()}`, 'utf8').toString('base64')}`,
  }));
}
