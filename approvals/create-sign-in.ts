import type { IssuerEntry } from '#configuration/approvals';
import { SignInRefused, SignInUnavailable, type SignIn } from './sign-in-port.ts';
import { beginSignIn, finishSignIn, identityProvider, type IdentityProvider } from './sign-in.ts';
import { verifyIdToken, type TokenKeys } from './verify-id-token.ts';

const clockToleranceSeconds = 30;

/** @param secretOf of issuers that gave this client one */
export function createSignIn(
  issuers: Readonly<Record<string, IssuerEntry>>,
  secretOf: (issuer: string) => string | undefined,
  tokenKeys: TokenKeys,
): SignIn {
  const providers = new Map<string, IdentityProvider>(
    Object.entries(issuers).map(([name, entry]) => [name, identityProvider(entry, secretOf(name))]),
  );
  const providerOf = (name: string) => {
    const provider = providers.get(name);
    if (!provider) throw new SignInUnavailable(`There is no identity provider "${name}" in approvals.issuers.`);
    return provider;
  };
  return {
    begin: async ({ issuer, nonce, redirectUri, freshSeconds }) => {
      const provider = providerOf(issuer);
      const { url, pending } = await beginSignIn(provider, {
        nonce,
        redirectUri,
        // Some issuers take a max_age of 0 for none: `prompt` says what is meant.
        again: freshSeconds === 0,
        ...(freshSeconds !== undefined && { maxAgeSeconds: freshSeconds }),
      });
      return {
        url,
        state: pending.state,
        finish: async (callback) => {
          const { by, groups, authTime, idToken } = await finishSignIn(provider, pending, callback);
          return { by, groups, authTime, idToken };
        },
      };
    },
    verify: async ({ issuer, idToken, nonce }) => {
      const entry = providerOf(issuer).issuer;
      let verdict: Awaited<ReturnType<typeof verifyIdToken>>;
      try {
        verdict = await verifyIdToken(idToken, nonce, entry, tokenKeys, new Date(), clockToleranceSeconds);
      } catch (error) {
        throw new SignInUnavailable(error instanceof Error ? error.message : String(error), { cause: error });
      }
      if (verdict.kind === 'refused') throw new SignInRefused(`This sign-in does not hold: ${verdict.reason}.`);
      return { ...verdict.person, idToken };
    },
  };
}
