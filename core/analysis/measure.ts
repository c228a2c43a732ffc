import type { Evidence } from '../evidence/evidence.ts';
import type { Change } from '../evidence/observations.ts';
import type { Finding, Measurement } from './finding.ts';
import type { ObservedSeries } from './observed.ts';
import { seriesKey } from '../evidence/join-series.ts';
import { observationsOf } from '../evidence/read-observations.ts';
import { median } from './robust.ts';

/** The answer of a check; `reason` names what does not hold. */
export type Verification = { readonly ok: true } | { readonly ok: false; readonly reason: string };

// Sums of doubles that took another way through JSON differ in the last digits.
const TOLERANCE = 1e-9;

/** A statistic of a series from `from` (inclusive) to `to` (exclusive), Unix seconds. Undefined without points there. */
export function measure(
  series: ObservedSeries,
  statistic: Measurement['statistic'],
  from: number,
  to: number,
): Measurement | undefined {
  const value = statisticOf(valuesIn(series, from, to), statistic);
  if (value === undefined) return undefined;
  const { evidence, service, signal, dimension } = series;
  return { evidence, service, signal, ...(dimension ? { dimension } : {}), statistic, from, to, value };
}

export function valuesIn(series: ObservedSeries, from: number, to: number): readonly number[] {
  return series.points.filter(([time]) => time >= from && time < to).map(([, value]) => value);
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
export function verifyFinding(finding: Finding, evidenceById: ReadonlyMap<string, Evidence>): Verification {
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
    const verified = verifyMeasurement(measurement, evidence);
    if (!verified.ok) return refuse(verified.reason);
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

function statisticOf(values: readonly number[], statistic: Measurement['statistic']): number | undefined {
  if (values.length === 0) return undefined;
  switch (statistic) {
    case 'median':
      return median(values);
    case 'maximum':
      return values.reduce((a, b) => Math.max(a, b));
    case 'minimum':
      return values.reduce((a, b) => Math.min(a, b));
    case 'last':
      return values.at(-1);
    default:
      return statistic satisfies never;
  }
}
