import type { Secret } from '../secret.ts';
import type { Authorisation } from './authorisation.ts';
import { createSecretHeaders } from './secret-headers.ts';

export function createBearer(token: Secret): Authorisation {
  return createSecretHeaders([token], async () => ({ authorization: `Bearer ${await token.read()}` }));
}
