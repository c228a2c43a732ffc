import type { JWK } from 'jose';
import type { TokenHeader } from './verify-id-token.ts';

/** The kind of key that each algorithm needs. What is not here is not taken. */
const shapes: Readonly<Record<string, (jwk: JWK) => boolean>> = {
  RS256: ({ kty }) => kty === 'RSA',
  PS256: ({ kty }) => kty === 'RSA',
  ES256: ({ kty, crv }) => kty === 'EC' && crv === 'P-256',
  EdDSA: ({ kty, crv }) => kty === 'OKP' && crv === 'Ed25519',
};

/** Which of an issuer's keys may have signed a token with this header; without an id every key of the right kind. */
export function keysFor(keys: readonly JWK[], { alg, kid }: TokenHeader): readonly JWK[] {
  const fits = Object.hasOwn(shapes, alg) ? shapes[alg] : undefined;
  if (!fits) return [];
  return keys.filter(
    (jwk) =>
      fits(jwk) &&
      (kid === undefined || jwk.kid === kid) &&
      (jwk.alg === undefined || jwk.alg === alg) &&
      (jwk.use === undefined || jwk.use === 'sig'),
  );
}
