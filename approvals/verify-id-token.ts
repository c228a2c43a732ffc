import { decodeProtectedHeader, importJWK, jwtVerify, type JWK, type JWTPayload, errors } from 'jose';
import type { EnvironmentIssuer } from './environment-issuer.ts';
import { personOfToken, type TokenPerson } from './token-person.ts';

const algorithms = ['RS256', 'ES256', 'PS256', 'EdDSA'];

export interface TokenHeader {
  readonly alg: string;
  readonly kid?: string;
}

/** The keys of an issuer that may have signed a token with this header. @throws Error where they cannot be found out */
export type TokenKeys = (
  issuer: EnvironmentIssuer['issuer'],
  header: TokenHeader,
) => Promise<readonly JWK[]> | readonly JWK[];

export type TokenVerdict =
  | {
      readonly kind: 'person';
      readonly person: TokenPerson;
      /** Seconds since 1970. */
      readonly issuedAt: number;
      /** The key that it is signed with. */
      readonly jwk: JWK;
    }
  | { readonly kind: 'refused'; readonly reason: string };

/**
 * Whether an ID token is the pinned issuer's word, to us and for this nonce, and was alive at that moment.
 * @throws Error where the issuer's keys cannot be found out
 */
export async function verifyIdToken(
  token: string,
  nonce: string,
  issuer: EnvironmentIssuer['issuer'],
  keysOf: TokenKeys,
  at: Date,
  toleranceSeconds: number,
): Promise<TokenVerdict> {
  const header = headerOf(token);
  if (!header) return refuse('its ID token is malformed: its header cannot be read');
  if (!algorithms.includes(header.alg))
    return refuse(`its ID token is signed with "${header.alg}"; taken are ${algorithms.join(', ')}`);
  if (header.typ !== undefined && header.typ.toLowerCase() !== 'jwt')
    return refuse(`its ID token is of the type "${header.typ}", which is another kind of token`);

  const keys = await keysOf(issuer, header);
  if (keys.length === 0) return refuse(`its ID token is signed with a key that ${issuer.issuer} does not have`);
  let last = '';
  for (const jwk of keys) {
    const checked = await check(token, jwk, header.alg, issuer, at, toleranceSeconds);
    if (checked.kind === 'good') return judge(checked.payload, nonce, issuer, at, toleranceSeconds, jwk);
    last = checked.reason;
    if (!checked.otherKey) break;
  }
  return refuse(last);
}

function judge(
  payload: JWTPayload,
  nonce: string,
  issuer: EnvironmentIssuer['issuer'],
  at: Date,
  toleranceSeconds: number,
  jwk: JWK,
): TokenVerdict {
  if (payload['nonce'] !== nonce)
    return refuse('its ID token was issued for another decision: its nonce is not the hash of this one');
  const toSeveral = Array.isArray(payload.aud) && payload.aud.length > 1;
  if (payload['azp'] === undefined ? toSeveral : payload['azp'] !== issuer.clientId)
    return refuse(`its ID token was issued to another client than "${issuer.clientId}"`);
  const { iat: issuedAt = Infinity } = payload;
  if (issuedAt > at.getTime() / 1000 + toleranceSeconds)
    return refuse('its ID token arrived before it was issued: the clocks of this machine and the issuer disagree');
  const found = personOfToken(payload, issuer.groupsClaim);
  if (found.kind === 'lacking') return refuse(found.reason);
  if (found.person.authTime > issuedAt + toleranceSeconds)
    return refuse('its ID token tells of a sign-in that is yet to come');
  return { kind: 'person', person: found.person, issuedAt, jwk };
}

type Checked =
  | { readonly kind: 'good'; readonly payload: JWTPayload }
  | { readonly kind: 'bad'; readonly reason: string; readonly otherKey: boolean };

async function check(
  token: string,
  jwk: JWK,
  alg: string,
  issuer: EnvironmentIssuer['issuer'],
  receivedAt: Date,
  toleranceSeconds: number,
): Promise<Checked> {
  try {
    const { payload } = await jwtVerify(token, await importJWK({ ...jwk, alg }, alg), {
      algorithms,
      issuer: issuer.issuer,
      audience: issuer.clientId,
      currentDate: receivedAt,
      clockTolerance: toleranceSeconds,
      requiredClaims: ['iss', 'aud', 'sub', 'exp', 'iat', 'nonce', 'auth_time'],
    });
    return { kind: 'good', payload };
  } catch (error) {
    if (error instanceof errors.JWTExpired)
      return { kind: 'bad', reason: 'its ID token had expired when it arrived; sign in again', otherKey: false };
    if (error instanceof errors.JWTClaimValidationFailed)
      return { kind: 'bad', reason: `its ID token is not for us: ${error.message}`, otherKey: false };
    // Anything else (a signature, a key that does not fit the algorithm) may be right with the issuer's next key.
    return { kind: 'bad', reason: `its ID token is not signed by ${issuer.issuer}`, otherKey: true };
  }
}

function headerOf(token: string): (TokenHeader & { readonly typ?: string }) | undefined {
  try {
    const { alg, kid, typ } = decodeProtectedHeader(token);
    if (typeof alg !== 'string') return undefined;
    if (kid !== undefined && typeof kid !== 'string') return undefined;
    if (typ !== undefined && typeof typ !== 'string') return undefined;
    return { alg, ...(kid !== undefined && { kid }), ...(typ !== undefined && { typ }) };
  } catch {
    // What cannot be read is not a token: told by the caller.
    return undefined;
  }
}

function refuse(reason: string): { readonly kind: 'refused'; readonly reason: string } {
  return { kind: 'refused', reason };
}
