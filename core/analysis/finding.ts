import type { Cause } from './cause.ts';
import type { EvidenceId } from '../ids/evidence-id.ts';
import type { Change, SignalName } from '../evidence/observations.ts';

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

/** The result of the deterministic analysis. */
export interface Diagnosis {
  readonly verdict: 'cause_found' | 'inconclusive' | 'healthy';
  /** Unix seconds; when the incident began, by change point. Absent where no signal changed. */
  readonly onset?: number;
  readonly symptoms: readonly Symptom[];
  readonly findings: readonly Finding[];
  readonly ruledOut: readonly RuledOut[];
  /** What would have to be known for a better answer. */
  readonly missing: readonly string[];
}
