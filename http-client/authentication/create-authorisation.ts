import { createApiKey } from './api-key.ts';
import type { Authentication } from './authentication.ts';
import type { Authorisation } from './authorisation.ts';
import { createBasic } from './basic.ts';
import { createBearer } from './bearer.ts';
import { noAuthorisation } from './none.ts';
import { type ClientCredentialsParts, createClientCredentials } from './oauth-client-credentials.ts';

export function createAuthorisation(authentication: Authentication, parts: ClientCredentialsParts): Authorisation {
  switch (authentication.kind) {
    case 'api_key':
      return createApiKey(authentication);
    case 'basic':
      return createBasic(authentication);
    case 'bearer':
      return createBearer(authentication.token);
    case 'client_certificate': // The connection shows it.
    case 'none':
      return noAuthorisation;
    case 'oauth_client_credentials':
      return createClientCredentials(authentication, parts);
    default:
      return authentication satisfies never;
  }
}
