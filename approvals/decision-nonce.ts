import { canonicalJson } from '#core/json/canonical-json';
import type { DecisionBody } from '#core/actions/decision';
import { sha256 } from '#records/digest';

/**
 * The `nonce` of the ID token that goes with a decision: SHA-256 in hex of the body's canonical JSON. Whatever else the
 * argument carries (who, when) is left out.
 * @throws TypeError where a text has a lone surrogate
 */
export function nonceOf(body: DecisionBody): string {
  const { actionHash, previewHash, incident, answer, reason, channel, breakGlass, nonce, expiresAt } = body;
  return sha256(
    canonicalJson({
      actionHash,
      previewHash,
      ...(incident !== undefined && { incident }),
      answer,
      reason,
      channel,
      breakGlass,
      nonce,
      expiresAt,
    }),
  );
}
