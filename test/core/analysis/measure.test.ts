import { describe, expect, it } from 'vitest';
import { diagnose } from '#core/analysis/diagnose';
import { measure } from '#core/analysis/measure';
import { verifyFinding, verifyMeasurement } from '#core/analysis/verify';
import { observationsOf } from '#core/evidence/read-observations';
import type { Finding } from '#core/analysis/finding';
import { evidenceOf, FAULT_AT, FAULTS, seriesOf, syntheticIncident } from '#test/support/synthetic-incident';

const evidence = evidenceOf('a', { series: [seriesOf('s', 'error_ratio', [4, 1, 3, 2])] });
const [found] = observationsOf(evidence.payload).series;
if (!found) throw new Error('The evidence has a series.');
const series = { ...found, evidence: evidence.id };

describe('a measurement', () => {
  it.each([
    ['median', 2.5],
    ['maximum', 4],
    ['minimum', 1],
    ['last', 2],
  ] as const)('computes the %s', (statistic, value) => {
    expect(measure(series, statistic, FAULT_AT, FAULT_AT + 20)?.value).toBe(value);
  });

  it('includes its start and excludes its end', () => {
    expect(measure(series, 'maximum', FAULT_AT + 5, FAULT_AT + 15)?.value).toBe(3);
  });

  it('of a window without points does not exist', () => {
    expect(measure(series, 'median', FAULT_AT + 100, FAULT_AT + 200)).toBeUndefined();
  });

  it('holds against its evidence, and fails with another number, window, series or evidence', () => {
    const measurement = measure(series, 'median', FAULT_AT, FAULT_AT + 20);
    if (!measurement) throw new Error('The window has points.');
    expect(verifyMeasurement(measurement, evidence)).toEqual({ ok: true });
    expect(verifyMeasurement({ ...measurement, value: 2.6 }, evidence)).toEqual({
      ok: false,
      reason: 'The median of error_ratio of s is 2.5 in ev_a, not 2.6.',
    });
    expect(verifyMeasurement({ ...measurement, value: Number.NaN }, evidence).ok).toBe(false);
    expect(verifyMeasurement({ ...measurement, from: 0, to: 1 }, evidence).ok).toBe(false);
    expect(verifyMeasurement({ ...measurement, service: 'other' }, evidence).ok).toBe(false);
    expect(verifyMeasurement(measurement, { ...evidence, id: 'ev_b' }).ok).toBe(false);
  });
});

describe('a finding', () => {
  const input = syntheticIncident(FAULTS.badRelease);
  const byId = new Map(input.evidence.map((item) => [item.id as string, item]));
  const [finding] = diagnose(input).findings;
  if (!finding) throw new Error('The bad release has a finding.');
  const refused = (changed: Partial<Finding>) => {
    const verified = verifyFinding({ ...finding, ...changed }, byId);
    return verified.ok ? undefined : verified.reason;
  };

  it('as diagnosed is accepted', () => {
    expect(verifyFinding(finding, byId)).toEqual({ ok: true });
  });

  it('with a tampered number is rejected', () => {
    const measurements = finding.measurements.map((measurement) => ({
      ...measurement,
      value: measurement.value + 0.01,
    }));
    expect(refused({ measurements })).toMatch(/^f1: The median of error_ratio of payments is .* in ev_payments, not /);
  });

  it('without evidence, or with evidence that does not exist, is rejected', () => {
    expect(refused({ evidence: [] })).toBe('f1: it cites no evidence.');
    expect(refused({ evidence: ['ev_invented'] })).toContain('ev_invented, which is no evidence of this incident');
  });

  it('that measures over what it does not cite is rejected', () => {
    expect(refused({ evidence: ['ev_changes'] })).toContain('measures over ev_payments, which it does not cite');
  });

  it('that blames a change nobody told of is rejected', () => {
    expect(refused({ change: finding.change && { ...finding.change, id: 'invented' } })).toContain('"invented"');
  });

  it('with an impossible confidence is rejected', () => {
    expect(refused({ confidence: 1.2 })).toContain('its confidence is 1.2');
    expect(refused({ confidence: Number.NaN })).toBeDefined();
  });
});
