import * as client from 'openid-client';
import type { IssuerEntry } from '#configuration/approvals';
import { isLoopback } from '#core/text/loopback';
import { SignInRefused, SignInUnavailable } from './sign-in-port.ts';
import { personOfToken, type TokenPerson } from './token-person.ts';

const timeoutSeconds = 10;
/** How long a person may take to sign in. */
const maximumSignInMs = 10 * 60_000;
/** A discovery document is fetched again after this, so that an issuer may move its addresses. */
const discoveryMs = 10 * 60_000;

/** Where people sign in. Holds what the issuer's discovery document said, and nothing of a person. */
export interface IdentityProvider {
  readonly issuer: IssuerEntry;
  configuration(): Promise<client.Configuration>;
}

export interface SignInRequest {
  /** What the ID token is to vouch for: `nonceOf` a decision's body. */
  readonly nonce: string;
  /** One that the issuer knows for this client. */
  readonly redirectUri: string;
  /** How long ago they may have proved who they are. */
  readonly maxAgeSeconds?: number;
  /** Have them prove it now, whoever the browser says they are: for destructive actions. */
  readonly again: boolean;
}

/** Between leaving for the issuer and coming back; plain data, and a secret of that one browser or terminal. */
export interface PendingSignIn extends SignInRequest {
  readonly state: string;
  readonly codeVerifier: string;
  /** RFC 3339. */
  readonly startedAt: string;
}

export interface SignedIn extends TokenPerson {
  readonly idToken: string;
  readonly claims: Readonly<Record<string, unknown>>;
}

/** @param clientSecret absent for a public client, which has PKCE alone */
export function identityProvider(issuer: IssuerEntry, clientSecret?: string): IdentityProvider {
  let discovered: { readonly atMs: number; readonly configuration: Promise<client.Configuration> } | undefined;
  return {
    issuer,
    configuration: () => {
      if (discovered && Date.now() - discovered.atMs < discoveryMs) return discovered.configuration;
      const configuration = discover(issuer, clientSecret);
      const mine = { atMs: Date.now(), configuration };
      discovered = mine;
      // A failure is not kept: the next person asks again.
      configuration.catch(() => {
        if (discovered === mine) discovered = undefined;
      });
      return configuration;
    },
  };
}

/**
 * Authorization code with PKCE (RFC 7636). Send the browser to `url`, and keep `pending` until it comes back.
 * @throws SignInUnavailable in words where the issuer does not answer
 */
export async function beginSignIn(
  provider: IdentityProvider,
  request: SignInRequest,
): Promise<{ readonly url: string; readonly pending: PendingSignIn }> {
  const configuration = await provider.configuration();
  const state = client.randomState();
  const codeVerifier = client.randomPKCECodeVerifier();
  const url = client.buildAuthorizationUrl(configuration, {
    scope: scopesOf(configuration),
    redirect_uri: request.redirectUri,
    state,
    nonce: request.nonce,
    code_challenge: await client.calculatePKCECodeChallenge(codeVerifier),
    code_challenge_method: 'S256',
    // Also where any age will do: an issuer tells the time of the sign-in only where it is asked for an age.
    max_age: String(request.maxAgeSeconds ?? 12 * 3600),
    ...(request.again && { prompt: 'login' }),
  });
  return { url: url.href, pending: { ...request, state, codeVerifier, startedAt: new Date().toISOString() } };
}

/**
 * @param callback the address that the browser came back to, with its query
 * @throws SignInRefused where the person or the issuer said no, it took too long, or the answer is another sign-in's;
 * SignInUnavailable where the issuer does not answer
 */
export async function finishSignIn(
  provider: IdentityProvider,
  pending: PendingSignIn,
  callback: URL,
): Promise<SignedIn> {
  const { issuer } = provider;
  if (Date.now() - Date.parse(pending.startedAt) > maximumSignInMs)
    throw new SignInRefused('Signing in took longer than ten minutes. Begin again.');
  const configuration = await provider.configuration();
  // The issuer compares this with where it sent the browser; behind a proxy the service sees another address.
  const cameBack = new URL(pending.redirectUri);
  cameBack.search = callback.search;
  let tokens: Awaited<ReturnType<typeof client.authorizationCodeGrant>>;
  try {
    tokens = await client.authorizationCodeGrant(configuration, cameBack, {
      expectedState: pending.state,
      expectedNonce: pending.nonce,
      pkceCodeVerifier: pending.codeVerifier,
      idTokenExpected: true,
      maxAge: pending.maxAgeSeconds ?? 12 * 3600,
    });
  } catch (error) {
    const Failure = saidNo(error) ? SignInRefused : SignInUnavailable;
    throw new Failure(`Signing in with ${issuer.issuer} failed: ${wordsOf(error)}.`, { cause: error });
  }
  const claims = tokens.claims();
  if (tokens.id_token === undefined || claims === undefined)
    throw new SignInRefused(`Signing in with ${issuer.issuer} failed: it gave no ID token.`);
  const found = personOfToken(claims, issuer.groupsClaim);
  if (found.kind === 'lacking') throw new SignInRefused(`Signing in with ${issuer.issuer} failed: ${found.reason}.`);
  return { ...found.person, idToken: tokens.id_token, claims };
}

async function discover(issuer: IssuerEntry, clientSecret: string | undefined): Promise<client.Configuration> {
  const address = new URL(issuer.issuer);
  const inTheClear = address.protocol === 'http:';
  if (inTheClear && !(issuer.development && isLoopback(address.hostname)))
    throw new SignInUnavailable(
      `The identity provider ${issuer.issuer} has no https:// address. Only a development one on this machine may do without.`,
    );
  let configuration: client.Configuration;
  try {
    configuration = await client.discovery(
      address,
      issuer.clientId,
      undefined,
      clientSecret === undefined ? client.None() : client.ClientSecretBasic(clientSecret),
      { timeout: timeoutSeconds, execute: inTheClear ? [client.allowInsecureRequests] : [] },
    );
  } catch (error) {
    throw new SignInUnavailable(
      `The identity provider ${issuer.issuer} cannot be asked: ${wordsOf(error)}. ` +
        'See that it runs and that approvals.issuers has its address as it writes it itself.',
      { cause: error },
    );
  }
  // The token's signature is checked here too: on a development issuer there is no TLS that vouches for it.
  client.enableNonRepudiationChecks(configuration);
  configuration.timeout = timeoutSeconds;
  return configuration;
}

/** `openid`, and of the usual others what this issuer offers: one that does not know a scope may refuse all. */
function scopesOf(configuration: client.Configuration): string {
  const offered = configuration.serverMetadata().scopes_supported ?? [];
  return ['openid', ...['profile', 'groups'].filter((scope) => offered.includes(scope))].join(' ');
}

/** Whether the issuer answered, and what it answered does not do; otherwise it may do another time. */
function saidNo(error: unknown): boolean {
  if (error instanceof client.ResponseBodyError) return error.status < 500;
  if (error instanceof client.AuthorizationResponseError)
    return !['temporarily_unavailable', 'server_error'].includes(error.error);
  const unanswered = [undefined, 'OAUTH_TIMEOUT', 'OAUTH_ABORT', 'OAUTH_RESPONSE_IS_NOT_CONFORM'];
  return error instanceof client.ClientError && !unanswered.includes(error.code);
}

function wordsOf(error: unknown): string {
  if (error instanceof client.AuthorizationResponseError)
    return `it said ${error.error}${error.error_description ? `, "${error.error_description}"` : ''}`;
  if (error instanceof client.ResponseBodyError)
    return `it answered ${error.status} ${error.error}${error.error_description ? `, "${error.error_description}"` : ''}`;
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError' || error.name === 'AbortError') return `no answer within ${timeoutSeconds} s`;
  // The libraries in between say "something went wrong" or "fetch failed", and keep the reason in their cause.
  let innermost: Error = error;
  while (innermost.cause instanceof Error && innermost.cause.message !== '') innermost = innermost.cause;
  if (innermost.name === 'TimeoutError' || innermost.name === 'AbortError')
    return `no answer within ${timeoutSeconds} s`;
  return innermost.message;
}
