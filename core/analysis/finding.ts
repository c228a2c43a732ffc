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
  readonly findings: readonly Finding[];
  readonly ruledOut: readonly RuledOut[];
  /** What would have to be known for a better answer. */
  readonly missing: readonly string[];
}
