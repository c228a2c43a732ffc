import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diagnose } from '#core/analysis/diagnose';
import { verifyFinding } from '#core/analysis/verify';
import type { Series } from '#core/evidence/observations';
import { SignalName } from '#core/evidence/observations';
import { evidenceOf, FAULT_AT, FAULTS, LAB, RULE, seriesOf, syntheticIncident } from '#test/support/synthetic-incident';

const NOW = FAULT_AT + 60;
const alert = { services: ['checkout'], startedAt: FAULT_AT + 10, firing: [RULE] };

/** Not a single NaN or infinity: JSON would turn it into null. */
const numbersIn = (value: unknown): number[] =>
  typeof value === 'number'
    ? [value]
    : typeof value === 'object' && value !== null
      ? Object.values(value).flatMap(numbersIn)
      : [];

describe('without anything to go by', () => {
  it('the diagnosis of no evidence is inconclusive and says what is missing', () => {
    expect(diagnose({ alert, now: NOW, topology: LAB, evidence: [] })).toEqual({
      verdict: 'inconclusive',
      rules: [],
      conditions: [],
      symptoms: [],
      findings: [],
      ruledOut: [],
      missing: [
        'What the rule of SomethingIsWrong measures: no tool evaluated it.',
        'The golden signals of checkout, inventory, payments, stock and ledger: none were obtained.',
        'Recent changes: no tool gave a list of them.',
      ],
    });
  });

  it('an alert without a service and without a catalogue is inconclusive', () => {
    const { verdict, missing } = diagnose({ alert: { ...alert, services: [] }, now: NOW, topology: [], evidence: [] });
    expect(verdict).toBe('inconclusive');
    expect(missing[0]).toBe('The service that the alert is about: it names none.');
  });

  it('a service outside the catalogue is looked at alone', () => {
    const input = syntheticIncident(FAULTS.badRelease);
    const { findings, missing } = diagnose({
      ...input,
      topology: [],
      alert: { ...input.alert, services: ['payments'] },
    });
    expect(findings[0]).toMatchObject({ service: 'payments', cause: 'bad_release' });
    expect(missing).toEqual(['What payments waits for: it is not in the catalogue.']);
  });

  it('one point per series tells nothing', () => {
    const series = LAB.flatMap(({ name }) => SignalName.options.map((signal) => seriesOf(name, signal, [0.01])));
    const { verdict, symptoms } = diagnose({ alert, now: NOW, topology: LAB, evidence: [evidenceOf('a', { series })] });
    expect({ verdict, symptoms }).toEqual({ verdict: 'inconclusive', symptoms: [] });
  });
});

it('an alert without a service finds the origin among all services', () => {
  const { findings } = diagnose(syntheticIncident({ ...FAULTS.badRelease, alert: [] }));
  expect(findings[0]).toMatchObject({ service: 'payments', cause: 'bad_release' });
});

it('services that wait for each other in a circle are analysed', () => {
  const topology = LAB.map((one) => (one.name === 'stock' ? { ...one, dependencies: ['checkout'] } : one));
  const { findings } = diagnose(syntheticIncident({ ...FAULTS.badRelease, topology }));
  expect(findings[0]).toMatchObject({ service: 'payments', cause: 'bad_release' });
});

it('what does not fit the schema is left out and makes the answer a partial one, and what fits beside it is used', () => {
  const input = syntheticIncident(FAULTS.badRelease);
  const evidence = input.evidence.map((item) => {
    const data = item.payload.data as Record<string, unknown>;
    const rubbish = { service: 7, points: [['a', null]] };
    const lists = Object.entries(data).map(([key, list]) => [
      key,
      Array.isArray(list) ? [rubbish, ...list, null] : list,
    ]);
    return { ...item, payload: { ...item.payload, data: { ...Object.fromEntries(lists), alerts: 'none' } } };
  });
  const more = [null, 'text', 3, [], { series: {} }, { changes: 'x' }].map((data, i) => evidenceOf(`x${i}`, data));
  const [found] = diagnose({ ...input, evidence: [...evidence, ...more] }).findings;
  const [whole] = diagnose(input).findings;
  expect({ ...found, confidence: 0 }).toEqual({ ...whole, confidence: 0 });
  expect(found?.confidence).toBeLessThan(whole?.confidence ?? 0);
});

it('the finer of two series of one thing is used, and windows in one reply are joined', () => {
  const values = (count: number, fault: number) => Array.from({ length: count }, (_, i) => (i < fault ? 0 : 0.3));
  const coarse = seriesOf('checkout', 'error_ratio', values(8, 7), { start: FAULT_AT - 420, step: 60 });
  const before = seriesOf('checkout', 'error_ratio', values(12, 12), { start: FAULT_AT - 60 });
  const after = seriesOf('checkout', 'error_ratio', values(6, 0));
  const evidence = [evidenceOf('coarse', { series: [coarse] }), evidenceOf('fine', { series: [after, before] })];
  const { symptoms } = diagnose({ alert, now: NOW, topology: LAB, evidence });
  expect(symptoms).toMatchObject([
    { onset: FAULT_AT, before: { evidence: 'ev_fine' }, after: { evidence: 'ev_fine' } },
  ]);
});

it('any series at all give finite numbers, and findings that verify', () => {
  const value = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.constantFrom(0, 1e308, -1e308, 5e-324, -0),
  );
  const anySeries = fc
    .record({
      service: fc.constantFrom(...LAB.map(({ name }) => name)),
      signal: fc.constantFrom(...SignalName.options),
      step: fc.constantFrom(1, 5, 60),
      values: fc.array(value, { maxLength: 40 }),
      lead: fc.integer({ min: 0, max: 30 }),
    })
    .map(({ service, signal, values, lead, step }): Series =>
      seriesOf(service, signal, values, { start: FAULT_AT - lead * step, step }),
    );
  fc.assert(
    fc.property(fc.array(anySeries, { maxLength: 12 }), (series) => {
      const evidence = [evidenceOf('any', { series, changes: [] })];
      const diagnosis = diagnose({ alert, now: NOW, topology: LAB, evidence });
      expect(numbersIn(diagnosis).every(Number.isFinite)).toBe(true);
      const byId = new Map(evidence.map((item) => [item.id as string, item]));
      for (const finding of diagnosis.findings) expect(verifyFinding(finding, byId)).toEqual({ ok: true });
    }),
    { numRuns: 200 },
  );
});
