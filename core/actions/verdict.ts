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
  /** How old the proof of who they are may be when they decide. Seconds. */
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

/** What policy says of an action. */
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
      /** Somebody is told of it. */
      readonly notified: boolean;
    };
