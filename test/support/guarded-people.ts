import { demoBrowser } from '#lab/identity-provider/demo-browser';
import { signInAs } from '#lab/identity-provider/sign-in-as';
import { newDecisionBody } from '#approvals/decision-body';
import { nonceOf } from '#approvals/decision-nonce';
import { signDecision } from '#approvals/sign-decision';
import { beginSignIn, finishSignIn, identityProvider, type SignedIn } from '#approvals/sign-in';
import type { DecisionBody, DecisionClaims, SignedDecision } from '#core/actions/decision';
import type { ActionRecord } from '#core/actions/action-work';
import type { SigningKey } from '#records/signing-keys';

/** Where the browser comes back to; nobody listens there. */
export const signedInAt = 'http://127.0.0.1:8490/signed-in';

type Subject = 'ada' | 'linus' | 'grace' | 'eve';

/** What a test changes of a decision; the rest is as it should be. */
export interface DecisionWish extends Partial<Omit<DecisionBody, 'actionHash' | 'previewHash' | 'incident'>> {
  /** Who signs in for it. Default ada, who is on call. */
  readonly by?: Subject;
  /** Of the claims, after the sign-in: a forger's. */
  readonly forged?: Partial<DecisionClaims>;
  /** Default: that of the approvals service. */
  readonly key?: SigningKey;
}

/**
 * People who decide, with everything real: the identity provider vouches for each decision, the approvals service's key
 * signs it.
 */
export function guardedDecisions(issuerUrl: string, serviceKey: () => Promise<SigningKey>) {
  const provider = identityProvider({
    issuer: issuerUrl,
    clientId: 'holdfast',
    groupsClaim: 'groups',
    development: true,
  });

  const bodyOf = (record: ActionRecord, wish: DecisionWish): DecisionBody => {
    const { actionHash, previewHash, document } = record;
    if (previewHash === undefined) throw new Error('There is no preview yet that anybody could decide on.');
    const { by: _, forged: __, key: ___, ...meant } = wish;
    const body = {
      actionHash,
      previewHash,
      answer: 'approve',
      reason: '',
      channel: 'page',
      breakGlass: false,
    } as const;
    const about = { ...body, ...(document?.incident ? { incident: document.incident.id } : {}) };
    return { ...newDecisionBody({ ...about, ...meant }, new Date()), ...meant };
  };

  /** One sign-in, with an ID token for exactly this. */
  async function signIn(by: Subject, nonce: string): Promise<SignedIn> {
    const browser = demoBrowser((url) => url.href.startsWith(signedInAt));
    const { url, pending } = await beginSignIn(provider, { nonce, redirectUri: signedInAt, again: true });
    const cameBack = await signInAs(browser, await browser.get(url), by);
    return finishSignIn(provider, pending, cameBack.url);
  }

  return {
    signIn,
    bodyOf,
    async decision(record: ActionRecord, wish: DecisionWish = {}): Promise<SignedDecision> {
      const body = bodyOf(record, wish);
      const { by, groups, authTime, idToken } = await signIn(wish.by ?? 'ada', nonceOf(body));
      const claims = { ...body, by, groups, authTime, idToken, decidedAt: new Date().toISOString(), ...wish.forged };
      return signDecision(claims, wish.key ?? (await serviceKey()));
    },
  };
}
