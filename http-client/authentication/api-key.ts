import type { ApiKeyAuthentication } from './authentication.ts';
import type { Authorisation } from './authorisation.ts';
import { createSecretHeaders } from './secret-headers.ts';

export function createApiKey({ header, key }: ApiKeyAuthentication): Authorisation {
  return createSecretHeaders([key], async () => ({ [header.toLowerCase()]: await key.read() }));
}
