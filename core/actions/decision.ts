import type { ActionHash } from '../ids/action-hash.ts';
import { matching, type Shaped } from '../json/reader.ts';
import { shape } from '../json/shape.ts';

/** Who somebody is, as an identity provider says. Subject alone is not unique. */
export interface Identity {
  readonly issuer: string;
  readonly subject: string;
  /** For people. */
  readonly name: string;
  /** Other names of theirs: user name, mail address. Names are compared only to keep apart who must not be the same person. */
  readonly names?: readonly string[];
}

export function isSamePerson(one: Identity, other: Identity): boolean {
  return one.issuer === other.issuer && one.subject === other.subject;
}

/** `by_hand`: somebody does it themselves, so that Holdfast does not. */
export type DecisionAnswer = 'approve' | 'reject' | 'by_hand';

/**
 * What a person decides, about exactly these bytes and this preview. The `nonce` of the ID token that goes with it is the
 * SHA-256 of its canonical JSON: whoever holds a token cannot use it for another answer.
 */
export interface DecisionBody {
  readonly actionHash: ActionHash;
  readonly previewHash: string;
  readonly incident?: string;
  readonly answer: DecisionAnswer;
  /** Required of a rejection; at most 1,000 characters. */
  readonly reason: string;
  readonly channel: 'page' | 'cli';
  /** Asked for by somebody with the role for it: one person, judged by `breakGlass` of the policy. */
  readonly breakGlass: boolean;
  readonly nonce: string;
  /** RFC 3339: a decision that comes to its use later does not count. */
  readonly expiresAt: string;
}

/** The payload of what the approvals service signs. */
export interface DecisionClaims extends DecisionBody {
  readonly by: Identity;
  /** Of the identity provider, at the moment of the decision. */
  readonly groups: readonly string[];
  /** Seconds since 1970: when they proved who they are. */
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

/** What the `verify-decision` activity found. Only a verified one counts; the others are told and capped. */
export type VerifiedDecision =
  | {
      readonly kind: 'verified';
      readonly claims: Omit<DecisionClaims, 'idToken'>;
      readonly jws: string;
      /** An ID token of their own vouched for them: otherwise the approvals service's word. */
      readonly signedIn: boolean;
    }
  | { readonly kind: 'refused'; readonly reason: string };
