import { CompactSign } from 'jose';
import { canonicalJson, withoutUndefinedKeys } from '#core/json/canonical-json';
import type { DecisionClaims, SignedDecision } from '#core/actions/decision';
import type { SigningKey } from '#records/signing-keys';
import { maximumDecisionBytes, ParsedDecisionClaims } from '#core/actions/decision-claims';

/** The use of the keys that sign decisions; keys of other uses (audit) sign none. */
export const decisionKeyUse = 'approvals';
export const decisionType = 'holdfast-decision+jwt';

/**
 * A compact JWS (EdDSA) over the canonical JSON of the claims.
 * @throws Error where the claims would be refused whoever signs them: a field that is wrong, too large, another use's key
 */
export async function signDecision(claims: DecisionClaims, key: SigningKey): Promise<SignedDecision> {
  if (key.use !== decisionKeyUse)
    throw new Error(`The key ${key.kid} is for "${key.use}"; a decision is signed with one for "${decisionKeyUse}".`);
  const parsed = ParsedDecisionClaims.safeParse(withoutUndefinedKeys(claims));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new Error(`This is no decision: ${issue?.path.join('.') || 'its content'} ${issue?.message}.`);
  }
  const jws = await new CompactSign(Buffer.from(canonicalJson(parsed.data)))
    .setProtectedHeader({ alg: 'EdDSA', kid: key.kid, typ: decisionType })
    .sign(key.privateKey);
  if (jws.length > maximumDecisionBytes)
    throw new Error(
      `The decision has ${jws.length} bytes, at most ${maximumDecisionBytes} are taken. ` +
        'Its ID token is too large: have the identity provider list fewer groups.',
    );
  return { jws };
}
