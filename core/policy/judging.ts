import type { RuleHit } from '../actions/verdict.ts';
import type { ApprovalLevel, EnvironmentKind, WriteRisk } from './approval-level.ts';
import type { CompiledPolicy, PolicyLayer } from './compiled-policy.ts';
import type { JudgedAction, PolicyFacts } from './facts.ts';
import type { ScopedAction } from './in-force.ts';
import type { FoundFact, PastAt } from './read-facts.ts';

/** An action whose names are known, with what is in force for it. */
export interface Judging {
  readonly policy: CompiledPolicy;
  readonly action: JudgedAction;
  readonly facts: PolicyFacts;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly owner: string;
  readonly kind: EnvironmentKind;
  readonly risk: WriteRisk;
  readonly layers: readonly PolicyLayer[];
  readonly level: ApprovalLevel;
  readonly scoped: ScopedAction;
  /** What was done to the service before; read once, though several stages ask for it. */
  readonly past: () => FoundFact<readonly PastAt[]>;
}

/** Why an action is refused, at one stage of the evaluation; empty where it is not. */
export type Refusals = readonly RuleHit[];

export const hit = (rule: string, reason: string): RuleHit => ({ rule, reason });

export const hitIf = (isHit: boolean, rule: string, reason: string): Refusals => (isHit ? [{ rule, reason }] : []);
