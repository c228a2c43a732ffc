import { createHash, timingSafeEqual } from 'node:crypto';
import { SignJWT } from 'jose';
import type { SigningKey } from '#records/signing-keys';
import type { Grant } from './authorization.ts';

/** The part for a client's back end. */
export interface Tokens {
  /** Served at `jwks_uri`. */
  readonly keySet: object;
  /** Exchanges a code for an ID token. */
  exchange(form: URLSearchParams): Promise<{ readonly status: number; readonly body: object }>;
}

export function createTokens(
  issuer: string,
  key: SigningKey,
  takeCode: (code: string) => Grant | undefined,
  lifetimeSeconds: number,
): Tokens {
  const { kty, crv, x, kid } = key.publicKey;
  return {
    keySet: { keys: [{ kty, crv, x, kid, alg: 'EdDSA', use: 'sig' }] },
    exchange: async (form) => {
      if (form.get('grant_type') !== 'authorization_code')
        return refuse('unsupported_grant_type', 'only authorization_code is offered');
      // Taken before it is checked, so that an attacker gets one guess.
      const grant = takeCode(form.get('code') ?? '');
      if (!grant) return refuse('invalid_grant', 'the code is unknown, was already used, or is older than a minute');
      const { request, person, authTime } = grant;
      if (form.get('client_id') !== request.client_id || form.get('redirect_uri') !== request.redirect_uri)
        return refuse('invalid_grant', 'the code was issued to another client or address');
      if (!provesChallenge(form.get('code_verifier') ?? '', request.code_challenge ?? ''))
        return refuse('invalid_grant', 'the code verifier does not match the challenge');

      const idToken = await new SignJWT({
        name: person.name,
        groups: [...person.groups],
        auth_time: authTime,
        ...(request.nonce !== undefined && { nonce: request.nonce }),
      })
        .setProtectedHeader({ alg: 'EdDSA', kid, typ: 'JWT' })
        .setIssuer(issuer)
        .setSubject(person.subject)
        .setAudience(request.client_id)
        .setIssuedAt()
        .setExpirationTime(`${lifetimeSeconds}s`)
        .sign(key.privateKey);
      return {
        status: 200,
        body: {
          // OAuth requires one in the answer; nothing here accepts it.
          access_token: 'none',
          token_type: 'Bearer',
          expires_in: lifetimeSeconds,
          id_token: idToken,
        },
      };
    },
  };
}

function provesChallenge(verifier: string, challenge: string): boolean {
  if (!/^[A-Za-z0-9._~-]{43,128}$/.test(verifier)) return false;
  const proof = createHash('sha256').update(verifier).digest();
  const asked = Buffer.from(challenge, 'base64url');
  return proof.length === asked.length && timingSafeEqual(proof, asked);
}

function refuse(error: string, description: string): { readonly status: number; readonly body: object } {
  return { status: 400, body: { error, error_description: description } };
}
