import type { Evidence } from '../evidence/evidence.ts';
import { seriesKey } from '../evidence/join-series.ts';
import type { Change } from '../evidence/observations.ts';
import { observationsOf } from '../evidence/read-observations.ts';
import { isWitnessed } from './conditions.ts';
import type { Condition, Diagnosis, Finding, Measurement, RuleWitness } from './finding.ts';
import { measure } from './measure.ts';
import { witnessOf } from './rule-witness.ts';
import { conditionWords } from './words.ts';

// Findings, rules and conditions, whether from this analysis or from a model, are looked up in the evidence that they cite
// before a brief carries them. Symptoms and what is ruled out come from the analysis alone.

/** The answer of a check; `reason` names what does not hold. */
export type Verification = { readonly ok: true } | { readonly ok: false; readonly reason: string };

type EvidenceById = ReadonlyMap<string, Evidence>;

// Sums of doubles that took another way through JSON differ in the last digits.
const TOLERANCE = 1e-9;

/**
 * Leaves out findings, rules and conditions that the evidence does not bear out, and says so in `missing`. A cause counts
 * as found only while the leading finding holds, and nothing is healthy once anything did not.
 * @param startedAt Unix seconds: of the alert, as it was diagnosed with
 */
export function verified(diagnosis: Diagnosis, evidence: readonly Evidence[], startedAt: number): Diagnosis {
  const byId = new Map(evidence.map((each) => [each.id, each]));
  const rejected: string[] = [];
  const holds = (subject: string, verification: Verification) => {
    if (!verification.ok) rejected.push(`${subject} was left out: ${verification.reason}`);
    return verification.ok;
  };
  const rules = diagnosis.rules.filter((rule) =>
    holds(`What the rule ${rule.name} says`, verifyRule(rule, byId, startedAt)),
  );
  const conditions = diagnosis.conditions.filter((condition) =>
    holds(`A condition of ${condition.service}`, verifyCondition(condition, byId)),
  );
  const findings = diagnosis.findings.filter((finding) =>
    holds(`A finding about ${finding.service}`, verifyFinding(finding, byId)),
  );
  if (rejected.length === 0) return diagnosis;
  const isFound = diagnosis.verdict === 'cause_found' && findings[0] === diagnosis.findings[0];
  const verdict = isFound ? 'cause_found' : 'inconclusive';
  return { ...diagnosis, verdict, rules, conditions, findings, missing: [...diagnosis.missing, ...rejected] };
}

/** Evaluates a rule again from the evidence that it names. */
function verifyRule(rule: RuleWitness, evidenceById: EvidenceById, startedAt: number): Verification {
  const evidence = evidenceById.get(rule.evidence);
  if (!evidence) return { ok: false, reason: `${rule.evidence} is no evidence of this incident.` };
  const again = observationsOf(evidence.payload).rules.map((one) =>
    witnessOf({ ...one, evidence: rule.evidence }, startedAt),
  );
  const claim = JSON.stringify(rule);
  if (again.some((one) => JSON.stringify(one) === claim)) return { ok: true };
  return { ok: false, reason: `${rule.evidence} does not have it ${rule.state} with these numbers.` };
}

/** Looks up what a condition says in the evidence that it cites. */
export function verifyCondition(condition: Condition, evidenceById: EvidenceById): Verification {
  if (isWitnessed(condition, evidenceById)) return { ok: true };
  const said = `${condition.service}: ${conditionWords(condition)}`;
  return { ok: false, reason: `${condition.evidence.join(', ') || 'no evidence'} does not say of ${said}.` };
}

/** Computes a measurement again from the evidence that it names. */
export function verifyMeasurement(measurement: Measurement, evidence: Evidence): Verification {
  const name = `${measurement.statistic} of ${measurement.signal} of ${measurement.service}`;
  if (evidence.id !== measurement.evidence) {
    return { ok: false, reason: `The ${name} cites ${measurement.evidence}, not ${evidence.id}.` };
  }
  const series = observationsOf(evidence.payload).series.find(
    (candidate) => seriesKey(candidate) === seriesKey(measurement),
  );
  if (!series) return { ok: false, reason: `${evidence.id} has no such series: ${name}.` };
  const again = measure({ ...series, evidence: evidence.id }, measurement.statistic, measurement.from, measurement.to);
  if (!again) return { ok: false, reason: `${evidence.id} has no points in the window of the ${name}.` };
  const difference = Math.abs(again.value - measurement.value);
  if (!(difference <= TOLERANCE * Math.max(1, Math.abs(again.value)))) {
    return { ok: false, reason: `The ${name} is ${again.value} in ${evidence.id}, not ${measurement.value}.` };
  }
  return { ok: true };
}

/** A finding stands only on evidence that exists, numbers that recompute and a change that the evidence has. */
export function verifyFinding(finding: Finding, evidenceById: EvidenceById): Verification {
  const refuse = (reason: string): Verification => ({ ok: false, reason: `${finding.id}: ${reason}` });
  if (finding.evidence.length === 0) return refuse('it cites no evidence.');
  const unknown = finding.evidence.find((id) => !evidenceById.has(id));
  if (unknown !== undefined) return refuse(`it cites ${unknown}, which is no evidence of this incident.`);
  if (!(finding.confidence >= 0 && finding.confidence <= 1)) {
    return refuse(`its confidence is ${finding.confidence}, not between 0 and 1.`);
  }
  for (const measurement of finding.measurements) {
    const evidence = evidenceById.get(measurement.evidence);
    if (!evidence || !finding.evidence.includes(measurement.evidence)) {
      return refuse(`it measures over ${measurement.evidence}, which it does not cite.`);
    }
    const recomputed = verifyMeasurement(measurement, evidence);
    if (!recomputed.ok) return refuse(recomputed.reason);
  }
  for (const condition of finding.conditions ?? []) {
    const [unknownId] = condition.evidence.filter((id) => !finding.evidence.includes(id));
    if (unknownId !== undefined) return refuse(`it rests on ${unknownId}, which it does not cite.`);
    const seen = verifyCondition(condition, evidenceById);
    if (!seen.ok) return refuse(seen.reason);
  }
  const { change } = finding;
  if (change && !finding.evidence.some((id) => hasChange(evidenceById.get(id), change))) {
    return refuse(`none of its evidence has the change "${change.id}" of ${change.service}.`);
  }
  return { ok: true };
}

function hasChange(evidence: Evidence | undefined, { id, service }: Change): boolean {
  if (!evidence) return false;
  return observationsOf(evidence.payload).changes.some(({ item }) => item.id === id && item.service === service);
}
