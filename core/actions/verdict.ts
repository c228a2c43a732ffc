/** One part of the approvals that are needed: so many people of one of these groups. */
export interface NeededApprovals {
  readonly count: number;
  readonly groups: readonly string[];
}

/** Who has to approve. One person counts for one part only. */
export interface Requirement {
  readonly parts: readonly NeededApprovals[];
  /** Each decision carries an ID token of its own. */
  readonly signIn: boolean;
  /** The oldest sign-in that counts at the moment of the decision. Seconds. */
  readonly freshLoginSeconds?: number;
  /** Who may decide alone in an emergency; absent: nobody. */
  readonly breakGlass?: readonly string[];
}

/** Why a rule said so, in words for a person. */
export interface RuleHit {
  /** `ceiling.replicas`, `freeze.christmas`. */
  readonly rule: string;
  readonly reason: string;
}

/** The verdict of policy on an action. */
export type Verdict =
  | { readonly kind: 'deny'; readonly policySha256: string; readonly rules: readonly [RuleHit, ...RuleHit[]] }
  | {
      readonly kind: 'approvals';
      readonly policySha256: string;
      readonly rules: readonly RuleHit[];
      readonly needs: Requirement;
    }
  | {
      readonly kind: 'automatic';
      readonly policySha256: string;
      readonly rules: readonly RuleHit[];
      /** The owner is notified. */
      readonly notified: boolean;
    };
