import { describe, expect, it } from 'vitest';
import { deviation } from '#core/analysis/deviation';
import { diagnose } from '#core/analysis/diagnose';
import type { Series, SignalName } from '#core/evidence/observations';
import { evidenceOf, FAULT_AT, seriesOf } from '#test/support/synthetic-incident';

const symptomsOf = (series: Series, alertAt = FAULT_AT + 10) =>
  diagnose({
    alert: { services: [series.service], startedAt: alertAt, firing: [] },
    now: alertAt + 600,
    topology: [{ name: series.service, dependencies: [] }],
    evidence: [evidenceOf('one', { series: [series] })],
  }).symptoms;

const repeat = (count: number, value: number) => Array.from({ length: count }, () => value);
const series = (signal: SignalName, values: readonly number[], normal: number) =>
  seriesOf('s', signal, values, { start: FAULT_AT - normal * 5 });

describe('the deviation', () => {
  it('is the shift of the median over the scaled median absolute deviation', () => {
    const before = [100, 110, 90, 100, 130, 70, 100, 110, 90, 100];
    expect(deviation('requests_per_second', before, [300, 300, 310])).toBeCloseTo(200 / (1.4826 * 10 * 1.2), 10);
  });

  it('has a floor in the unit of the signal', () => {
    expect(deviation('error_ratio', [0, 0, 0], [0.01, 0.01])).toBeCloseTo(4, 10);
  });

  it('has a floor relative to the level', () => {
    expect(deviation('latency_p50_seconds', [2, 2, 2], [3, 3])).toBeCloseTo(5, 10);
  });

  it('is bounded, and 0 without values', () => {
    expect(deviation('latency_p50_seconds', [0, 0, 0], [1e15, 1e15])).toBe(1000);
    expect(deviation('latency_p50_seconds', [], [1])).toBe(0);
  });
});

describe('a symptom', () => {
  it('is found from three normal points and two others', () => {
    expect(symptomsOf(series('error_ratio', [0, 0, 0, 0.2, 0.2], 3))).toMatchObject([
      { onset: FAULT_AT, trend: 'steady' },
    ]);
  });

  it('is not seen without three normal points, or in a single spike', () => {
    expect(symptomsOf(series('error_ratio', [0, 0, 0.2, 0.2], 2))).toEqual([]);
    expect(symptomsOf(series('error_ratio', [...repeat(12, 0), 0.9, ...repeat(5, 0)], 12))).toEqual([]);
  });

  it('is not seen in a constant series with float noise', () => {
    const noisy = Array.from({ length: 30 }, (_, index) => 0.1 + (index < 20 ? 0 : 1e-15) + (index % 3) * 1e-17);
    for (const signal of ['error_ratio', 'latency_p95_seconds', 'saturation_ratio', 'requests_per_second'] as const) {
      expect(symptomsOf(series(signal, noisy, 20))).toEqual([]);
    }
  });

  it('is not seen where a signal got better', () => {
    expect(symptomsOf(series('latency_p95_seconds', [...repeat(12, 1), ...repeat(6, 0.1)], 12))).toEqual([]);
    expect(symptomsOf(series('instances_up', [...repeat(12, 2), ...repeat(6, 4)], 12))).toEqual([]);
  });

  it('that is over says so', () => {
    const values = [...repeat(20, 0), ...repeat(5, 0.4), ...repeat(30, 0)];
    expect(symptomsOf(series('error_ratio', values, 20))).toMatchObject([{ onset: FAULT_AT, trend: 'recovered' }]);
  });

  it('that was over long before the alert is none of this incident', () => {
    const values = [...repeat(20, 0), ...repeat(5, 0.4), ...repeat(80, 0)];
    expect(symptomsOf(series('error_ratio', values, 20), FAULT_AT + 300)).toEqual([]);
  });

  it('that still climbs is rising', () => {
    const values = [...repeat(20, 0), 0.1, 0.15, 0.2, 0.3, 0.4, 0.5];
    expect(symptomsOf(series('error_ratio', values, 20))).toMatchObject([{ onset: FAULT_AT, trend: 'rising' }]);
  });

  it('begins where a climb begins', () => {
    const values = [...repeat(20, 0), 0.05, 0.1, 0.15, 0.2, ...repeat(8, 0.25)];
    expect(symptomsOf(series('error_ratio', values, 20), FAULT_AT + 30)[0]?.onset).toBe(FAULT_AT);
  });

  it('begins where a slow start begins, before most of the shift', () => {
    const values = [...repeat(20, 0), 0.05, 0.06, ...repeat(8, 0.4)];
    expect(symptomsOf(series('error_ratio', values, 20), FAULT_AT + 30)[0]?.onset).toBe(FAULT_AT);
  });

  it('survives a lull', () => {
    const values = [...repeat(20, 0), ...repeat(4, 0.4), ...repeat(3, 0.18), ...repeat(4, 0.4)];
    expect(symptomsOf(series('error_ratio', values, 20), FAULT_AT + 45)[0]?.onset).toBe(FAULT_AT);
  });

  it('is measured against the time since the last trouble ended', () => {
    const values = [...repeat(15, 0.3), ...repeat(12, 0.001), ...repeat(4, 0.3)];
    expect(symptomsOf(series('error_ratio', values, 27))).toMatchObject([
      { onset: FAULT_AT, before: { value: 0.001, from: FAULT_AT - 60, to: FAULT_AT }, after: { value: 0.3 } },
    ]);
  });
});
