import type { Cause } from './cause.ts';
import type { EvidenceId } from '../ids/evidence-id.ts';
import type { AlertRule, Change, SignalName } from '../evidence/observations.ts';

/** A number that anybody can compute again from the evidence: a statistic of one series over one window. */
export interface Measurement {
  readonly evidence: EvidenceId;
  readonly service: string;
  readonly signal: SignalName;
  readonly dimension?: { readonly name: string; readonly value: string };
  readonly statistic: 'median' | 'maximum' | 'minimum' | 'last';
  /** Unix seconds, inclusive. */
  readonly from: number;
  /** Unix seconds, exclusive. */
  readonly to: number;
  readonly value: number;
}

/** What can be wrong with a service besides its numbers over time. */
export type ConditionKind =
  | 'alert_fires'
  | 'crashed'
  | 'crashing'
  | 'down'
  | 'fails_health_check'
  | 'lost'
  | 'near_cpu_limit'
  | 'near_memory_limit'
  | 'not_ready'
  | 'not_starting'
  | 'out_of_memory'
  | 'rollout_failed'
  | 'too_few_ready';

/** What a back end says is wrong with a service, its instances or its rollout; or that another alert fires on it. */
export interface Condition {
  readonly service: string;
  readonly kind: ConditionKind;
  /** The instances, or the alerts, that it is about; sorted, the first 20. Empty where it is about the service as a whole. */
  readonly subjects: readonly string[];
  /** That the instances run, as far as it is known; sorted. */
  readonly versions: readonly string[];
  /** Unix seconds; absent where no back end says since when. */
  readonly since?: number;
  /** In a back end's words: untrusted text. */
  readonly reason?: string;
  /** Unix seconds, both inclusive: of which time events were counted. */
  readonly from: number;
  readonly to: number;
  /** Unix seconds; when the alert began, as it was looked at: what ended before does not count. */
  readonly alertAt: number;
  /** At least one; sorted. */
  readonly evidence: readonly EvidenceId[];
}

/** A ranked statement about the cause. */
export interface Finding {
  /** `f1`, `f2` ... in rank order. */
  readonly id: string;
  readonly service: string;
  readonly cause: Cause;
  /** 0 to 1. */
  readonly confidence: number;
  /** One sentence, without numbers that are not in `measurements`. */
  readonly statement: string;
  /** The change that the finding blames. */
  readonly change?: Change;
  /** At least one. */
  readonly evidence: readonly EvidenceId[];
  readonly measurements: readonly Measurement[];
  /** That the statement rests on besides measurements. Absent in briefs from before they were looked at. */
  readonly conditions?: readonly Condition[];
}

/** Something that was suspected and cleared. */
export interface RuledOut {
  readonly subject: string;
  readonly reason: string;
  readonly evidence: readonly EvidenceId[];
}

/** What is visibly wrong: a signal of a service that left its normal range. */
export interface Symptom {
  readonly service: string;
  readonly signal: SignalName;
  readonly dimension?: { readonly name: string; readonly value: string };
  readonly unit: 'per_second' | 'ratio' | 'seconds' | 'count';
  readonly before: Measurement;
  readonly after: Measurement;
  /** Robust deviations from normal; signed. */
  readonly deviation: number;
  /** Unix seconds. */
  readonly onset: number;
  readonly trend: 'rising' | 'falling' | 'steady' | 'recovered';
}

/** How the rule of one of the incident's alerts stands: the first witness of what is wrong. */
export interface RuleWitness {
  readonly evidence: EvidenceId;
  readonly name: string;
  readonly expression: string;
  /** The side of the expression's comparison that is measured, with its threshold, where there is a plain one. */
  readonly measured?: string;
  readonly operator?: AlertRule['operator'];
  readonly threshold?: number;
  /** Of the series that is worst. */
  readonly labels: Readonly<Record<string, string>>;
  /** `no_data`: what it measures has no series; `measures_nothing`: it looks at no metric and fires whatever happens. */
  readonly state: 'violated' | 'not_violated' | 'too_few_points' | 'no_data' | 'measures_nothing';
  /** The last measured value and its time, Unix seconds. */
  readonly value?: number;
  readonly at?: number;
  /** Unix seconds; of a violated rule: since when, as far back as was looked. */
  readonly since?: number;
  readonly trend?: 'rising' | 'falling' | 'steady';
}

/** The result of the deterministic analysis. */
export interface Diagnosis {
  readonly verdict: 'cause_found' | 'inconclusive' | 'healthy';
  /** Of the rules that were evaluated. */
  readonly rules: readonly RuleWitness[];
  /** Unix seconds; when the incident began, by change point or by its rule. Absent where neither changed. */
  readonly onset?: number;
  readonly symptoms: readonly Symptom[];
  /** Of the services that the alert is about, what they wait for, and who waits for them. */
  readonly conditions: readonly Condition[];
  readonly findings: readonly Finding[];
  readonly ruledOut: readonly RuledOut[];
  /** What would have to be known for a better answer. */
  readonly missing: readonly string[];
}
