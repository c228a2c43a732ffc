import { z } from 'zod';
import { isLoopback } from '#core/text/loopback';

/** Somebody who can be signed in as, by whoever sees the page. */
export interface DemoPerson {
  readonly subject: string;
  readonly name: string;
  readonly groups: readonly string[];
}

/** Who may send people here. Public clients: they have PKCE and no secret. */
export interface DemoClient {
  readonly clientId: string;
  /** Compared whole. One on loopback without a port stands for every port (RFC 8252, for programs in a terminal). */
  readonly redirectUris: readonly string[];
}

/** Whether the issuer may send a browser there. */
export function mayReturnTo({ redirectUris }: DemoClient, redirectUri: string): boolean {
  if (redirectUris.includes(redirectUri)) return true;
  if (!URL.canParse(redirectUri)) return false;
  const asked = new URL(redirectUri);
  if (asked.protocol !== 'http:' || !isLoopback(asked.hostname) || asked.port === '') return false;
  // What the URL class would mend (credentials, fragments, dots) is not what was registered.
  if (asked.href !== redirectUri || asked.username !== '' || asked.hash !== '') return false;
  asked.port = '';
  return redirectUris.includes(asked.href);
}

const Text = z.string().max(2_000);

/** An authorization request, as far as it is looked at. */
export const AuthorizationRequest = z.object({
  response_type: Text,
  client_id: Text,
  redirect_uri: Text,
  scope: Text,
  state: Text.optional(),
  nonce: Text.optional(),
  code_challenge: Text.optional(),
  code_challenge_method: Text.optional(),
  prompt: Text.optional(),
  max_age: Text.optional(),
});
export type AuthorizationRequest = z.infer<typeof AuthorizationRequest>;

/** Why a request is refused, as OAuth says it; the client is told. */
export function faultOf(request: AuthorizationRequest): readonly [error: string, description: string] | undefined {
  if (request.response_type !== 'code')
    return ['unsupported_response_type', 'only the authorization code flow is offered'];
  if (!request.scope.split(' ').includes('openid')) return ['invalid_scope', 'the scope has to contain openid'];
  if (request.code_challenge_method !== 'S256' || !/^[A-Za-z0-9_-]{43}$/.test(request.code_challenge ?? ''))
    return ['invalid_request', 'PKCE with S256 is required'];
  if (request.max_age !== undefined && !/^\d{1,9}$/.test(request.max_age))
    return ['invalid_request', 'max_age is a number of seconds'];
  return undefined;
}
