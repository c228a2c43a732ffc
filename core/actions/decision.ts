import type { ActionHash } from '../ids/action-hash.ts';
import { matching, type Shaped } from '../json/reader.ts';
import { shape } from '../json/shape.ts';

/** An identity by an identity provider. The subject alone is not unique. */
export interface Identity {
  readonly issuer: string;
  readonly subject: string;
  /** For people. */
  readonly name: string;
  /** User name, mail address. Names are compared only where two people must not be the same person. */
  readonly names?: readonly string[];
}

export function isSamePerson(one: Identity, other: Identity): boolean {
  return one.issuer === other.issuer && one.subject === other.subject;
}

/** `by_hand`: the person makes the change, so that Holdfast does not. */
export type DecisionAnswer = 'approve' | 'reject' | 'by_hand';

/**
 * The decision of a person about exactly these bytes and this preview. The `nonce` of the accompanying ID token is the SHA-256
 * of its canonical JSON, so that a token cannot be used for another answer.
 */
export interface DecisionBody {
  readonly actionHash: ActionHash;
  readonly previewHash: string;
  readonly incident?: string;
  readonly answer: DecisionAnswer;
  /** Required of a rejection; at most 1,000 characters. */
  readonly reason: string;
  readonly channel: 'page' | 'cli';
  /** An emergency approval by one person, subject to `breakGlass` of the policy. */
  readonly breakGlass: boolean;
  readonly nonce: string;
  /** RFC 3339: after this, the decision does not count. */
  readonly expiresAt: string;
}

/** The payload of what the approvals service signs. */
export interface DecisionClaims extends DecisionBody {
  readonly by: Identity;
  /** Of the identity provider, at the moment of the decision. */
  readonly groups: readonly string[];
  /** Seconds since 1970: the moment of the sign-in. */
  readonly authTime: number;
  /** RFC 3339. */
  readonly decidedAt: string;
  /** An OpenID Connect ID token, in environments that need a sign-in for each decision. */
  readonly idToken?: string;
}

const isCompactJws = (value: unknown): value is string =>
  typeof value === 'string' && value.length > 0 && value.length <= 32_768 && !/\s/.test(value);

/** As it travels and is stored: a compact JWS (Ed25519) over {@link DecisionClaims}. It may hold an ID token. */
export const SignedDecision = shape({
  jws: matching(
    'JWS of at most 32768 characters, signed by the approvals service: copy it from the page',
    isCompactJws,
    {
      isSecret: true,
    },
  ),
});
export type SignedDecision = Shaped<typeof SignedDecision>;

/** The result of `verifyDecision`. Only a verified decision counts; refused ones are recorded, up to a limit. */
export type VerifiedDecision =
  | {
      readonly kind: 'verified';
      readonly claims: Omit<DecisionClaims, 'idToken'>;
      readonly jws: string;
      /** Backed by an ID token of the person; otherwise only by the approvals service. */
      readonly signedIn: boolean;
    }
  | { readonly kind: 'refused'; readonly reason: string };
