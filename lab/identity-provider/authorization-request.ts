import { z } from 'zod';
import { isLoopback } from '#core/text/loopback';

/** A person whom anyone who sees the page can sign in as. */
export interface DemoPerson {
  readonly subject: string;
  readonly name: string;
  readonly groups: readonly string[];
}

/** A program that may send people here. Clients are public: they use PKCE and have no secret. */
export interface DemoClient {
  readonly clientId: string;
  /** Compared exactly. A loopback address without a port matches every port (RFC 8252, for terminal programs). */
  readonly redirectUris: readonly string[];
}

/** Whether the issuer may send a browser there. */
export function mayReturnTo({ redirectUris }: DemoClient, redirectUri: string): boolean {
  if (redirectUris.includes(redirectUri)) return true;
  if (!URL.canParse(redirectUri)) return false;
  const asked = new URL(redirectUri);
  if (asked.protocol !== 'http:' || !isLoopback(asked.hostname) || asked.port === '') return false;
  // An address that the URL class would normalise (credentials, fragments, dots) is not the registered one.
  if (asked.href !== redirectUri || asked.username !== '' || asked.hash !== '') return false;
  asked.port = '';
  return redirectUris.includes(asked.href);
}

const Text = z.string().max(2_000);

/** The parameters of an authorization request that are used. */
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

/** Why a request is refused, as an OAuth error for the client. */
export function faultOf(request: AuthorizationRequest): readonly [error: string, description: string] | undefined {
  if (request.response_type !== 'code')
    return ['unsupported_response_type', 'only the authorization code flow is offered'];
  if (!request.scope.split(' ').includes('openid')) return ['invalid_scope', 'the scope must contain openid'];
  if (request.code_challenge_method !== 'S256' || !/^[A-Za-z0-9_-]{43}$/.test(request.code_challenge ?? ''))
    return ['invalid_request', 'PKCE with S256 is required'];
  if (request.max_age !== undefined && !/^\d{1,9}$/.test(request.max_age))
    return ['invalid_request', 'max_age must be a number of seconds'];
  return undefined;
}
