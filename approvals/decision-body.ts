import { randomBytes } from 'node:crypto';
import type { DecisionBody } from '#core/actions/decision';
import { defaultDecisionSeconds } from '#core/actions/decision-claims';

/** A decision as somebody means it, made unique, and good for fifteen minutes. */
export function newDecisionBody(meant: Omit<DecisionBody, 'nonce' | 'expiresAt'>, now: Date): DecisionBody {
  return {
    ...meant,
    nonce: randomBytes(24).toString('base64url'),
    expiresAt: new Date(now.getTime() + defaultDecisionSeconds * 1000).toISOString(),
  };
}
