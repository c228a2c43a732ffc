import { createIssuerKeys, withReplacedKeys } from '#approvals/issuer-keys';
import { openKeptIssuerKeys } from '#approvals/kept-issuer-keys';
import { createDecisionVerifier, type DecisionVerifier } from '#approvals/verify-decision';
import type { Configuration } from '#configuration/configuration';
import type { Home } from '#records/home';
import { publicKeys } from '#records/signing-keys';

/** Verifies against the public keys of this home and the identity providers in the configuration. */
export async function openDecisionVerifier(configuration: Configuration, home: Home): Promise<DecisionVerifier> {
  const kept = await openKeptIssuerKeys(home.issuerKeys);
  const tokenKeys = createIssuerKeys((issuer) => kept.of(issuer));
  return createDecisionVerifier({
    approvals: configuration.approvals,
    keys: async (kid) => (await publicKeys(home.keys)).get(kid),
    tokenKeys,
    replacedTokenKeys: withReplacedKeys(tokenKeys, (issuer) => kept.of(issuer)),
    keepKey: (jwk, issuer) => kept.keep(jwk, issuer),
  });
}
