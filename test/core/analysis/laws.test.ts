import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { DiagnoseInput } from '#core/analysis/diagnose';
import { diagnose } from '#core/analysis/diagnose';
import { verifyFinding } from '#core/analysis/verify';
import type { Evidence } from '#core/evidence/evidence';
import type { AlertRule, Change, Series } from '#core/evidence/observations';
import { at, evidenceOf, FAULT_AT, FAULTS, LAB, seriesOf, syntheticIncident } from '#test/support/synthetic-incident';

const faults = fc.constantFrom(...(Object.keys(FAULTS) as (keyof typeof FAULTS)[]));
const seeds = fc.integer({ min: 1, max: 1_000_000 });
const RUNS = { numRuns: 40 };

const ranking = (input: DiagnoseInput) => diagnose(input).findings.map(({ service, cause }) => `${service} ${cause}`);

interface SyntheticData {
  readonly series?: readonly Series[];
  readonly changes?: readonly Change[];
  readonly rules?: readonly AlertRule[];
}

const mapped = (evidence: Evidence, change: (data: SyntheticData) => SyntheticData): Evidence => ({
  ...evidence,
  payload: { ...evidence.payload, data: change(evidence.payload.data as SyntheticData) },
});

const moved = (series: AlertRule['series'][number], shift: number): AlertRule['series'][number] => ({
  ...series,
  points: series.points.map(([time, value]) => [time + shift, value]),
  violated_at: series.violated_at.map((time) => time + shift),
});

it('the ranking stays when everything happens at another time', () => {
  fc.assert(
    fc.property(faults, seeds, fc.integer({ min: -1e8, max: 1e8 }), (fault, seed, shift) => {
      const input = syntheticIncident({ ...FAULTS[fault], seed });
      const shifted: DiagnoseInput = {
        ...input,
        alert: { ...input.alert, startedAt: input.alert.startedAt + shift },
        now: input.now + shift,
        evidence: input.evidence.map((item) =>
          mapped(item, ({ series, changes, rules }) => ({
            rules: rules?.map((rule) => ({ ...rule, series: rule.series.map((one) => moved(one, shift)) })),
            series: series?.map((one) => ({
              ...one,
              points: one.points.map(([t, v]): [number, number] => [t + shift, v]),
            })),
            changes: changes?.map((one) => ({ ...one, at: at(Date.parse(one.at) / 1000 + shift) })),
          })),
        ),
      };
      expect(ranking(shifted)).toEqual(ranking(input));
      expect((diagnose(shifted).onset ?? 0) - shift).toBeCloseTo(diagnose(input).onset ?? 0, 3);
    }),
    RUNS,
  );
});

it('the ranking stays when requests and latency are told in another scale', () => {
  fc.assert(
    fc.property(faults, seeds, fc.double({ min: 1, max: 1000, noNaN: true }), (fault, seed, factor) => {
      const input = syntheticIncident({ ...FAULTS[fault], seed });
      const scaled = input.evidence.map((item) =>
        mapped(item, ({ series, changes }) => ({
          changes,
          series: series?.map((one) => {
            const scale = one.unit === 'seconds' || one.unit === 'per_second' ? factor : 1;
            return { ...one, points: one.points.map(([t, v]): [number, number] => [t, v * scale]) };
          }),
        })),
      );
      expect(ranking({ ...input, evidence: scaled })).toEqual(ranking(input));
    }),
    RUNS,
  );
});

it('a healthy service more does not change the first finding', () => {
  fc.assert(
    fc.property(faults, seeds, fc.constantFrom(...LAB.map(({ name }) => name)), (fault, seed, caller) => {
      const input = syntheticIncident({ ...FAULTS[fault], seed });
      const topology = [
        ...LAB.map((one) => (one.name === caller ? { ...one, dependencies: [...one.dependencies, 'extra'] } : one)),
        { name: 'extra', dependencies: [] },
      ];
      const values = Array.from({ length: 17 }, () => 0.001);
      const extra = evidenceOf('extra', {
        series: [seriesOf('extra', 'error_ratio', values, { start: FAULT_AT - 60 })],
      });
      const more = diagnose({ ...input, topology, evidence: [...input.evidence, extra] });
      expect(more.findings[0]).toEqual(diagnose(input).findings[0]);
    }),
    RUNS,
  );
});

it('the order of evidence, topology and alerting services does not matter', () => {
  fc.assert(
    fc.property(faults, seeds, (fault, seed) => {
      const input = syntheticIncident({ ...FAULTS[fault], alert: ['storefront', 'checkout'], seed });
      const turned: DiagnoseInput = {
        ...input,
        alert: { ...input.alert, services: [...input.alert.services].reverse() },
        topology: [...input.topology].reverse(),
        evidence: [...input.evidence].reverse(),
      };
      expect(diagnose(turned)).toEqual(diagnose(input));
    }),
    RUNS,
  );
});

it('every finding of every fault verifies, and confidence never rises with the rank', () => {
  fc.assert(
    fc.property(faults, seeds, fc.integer({ min: 0, max: 20 }), (fault, seed, climbSeconds) => {
      const input = syntheticIncident({ ...FAULTS[fault], seed, climbSeconds, alertAfterSeconds: 15 });
      const byId = new Map(input.evidence.map((item) => [item.id as string, item]));
      const { findings } = diagnose(input);
      for (const finding of findings) expect(verifyFinding(finding, byId)).toEqual({ ok: true });
      const confidences = findings.map(({ confidence }) => confidence);
      expect(confidences).toEqual(confidences.toSorted((a, b) => b - a));
    }),
    RUNS,
  );
});

it('a change after the onset is never blamed', () => {
  fc.assert(
    fc.property(
      faults,
      seeds,
      fc.constantFrom(...LAB.map(({ name }) => name)),
      fc.integer({ min: 11, max: 40 }),
      (fault, seed, service, late) => {
        const changes = [{ kind: 'configuration', service, secondsBefore: -late }] as const;
        const { findings } = diagnose(syntheticIncident({ ...FAULTS[fault], changes, seed, alertAfterSeconds: 60 }));
        expect(findings.some(({ change }) => change !== undefined)).toBe(false);
      },
    ),
    RUNS,
  );
});
