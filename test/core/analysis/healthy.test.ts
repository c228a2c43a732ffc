import { describe, expect, it } from 'vitest';
import { diagnose, type DiagnoseInput } from '#core/analysis/diagnose';
import type { Evidence, ToolEnvelope } from '#core/evidence/evidence';
import type { Series } from '#core/evidence/observations';
import { evidenceOf, FAULT_AT, RULE, ruleOf, syntheticIncident } from '#test/support/synthetic-incident';

// One incident in which nothing is wrong. Each case takes one reason away to say so.

const calm = syntheticIncident({ alert: ['checkout'] });
const all = (input: DiagnoseInput, change: (evidence: Evidence) => Evidence): DiagnoseInput => ({
  ...input,
  evidence: input.evidence.map(change),
});
const payload = (id: string, change: (payload: ToolEnvelope) => Partial<ToolEnvelope>) =>
  all(calm, (one) => (one.id === id ? { ...one, payload: { ...one.payload, ...change(one.payload) } } : one));
const series = (change: (series: Series) => readonly Series[]) =>
  all(calm, (one) => {
    const data = one.payload.data as { series?: readonly Series[] };
    return data.series ? { ...one, payload: { ...one.payload, data: { series: data.series.flatMap(change) } } } : one;
  });
const withRule = (rule: object) => payload('ev_rule', () => ({ data: { rules: [rule] } }));

it('an incident in which nothing is wrong is healthy', () => {
  expect(diagnose(calm)).toMatchObject({ verdict: 'healthy', rules: [{ name: RULE, state: 'not_violated' }] });
});

it('so it is where the rule measures nothing, which is said', () => {
  const { verdict, rules } = diagnose(withRule(ruleOf([], { expression: 'vector(1)', selects_series: false })));
  expect({ verdict, rules }).toMatchObject({ verdict: 'healthy', rules: [{ state: 'measures_nothing' }] });
});

it('so it is where all alerts are resolved, whatever evaluated their rule', () => {
  const resolved = { ...syntheticIncident({ alert: ['checkout'], without: ['rule'] }) };
  expect(diagnose({ ...resolved, alert: { ...resolved.alert, firing: [] } }).verdict).toBe('healthy');
});

const violated = [-20, -10, 0, 10, 20].map((after) => [FAULT_AT + after, after < 0 ? 0 : 0.3] as const);

describe('nothing is called healthy', () => {
  it.each([
    [
      'while the rule is violated, whatever the golden signals show',
      withRule(ruleOf(violated)),
      `Why the golden signals show nothing of what ${RULE} measures: do the catalogue's selectors look at the same?`,
    ],
    [
      'where no tool evaluated the rule',
      syntheticIncident({ alert: ['checkout'], without: ['rule'] }),
      `What the rule of ${RULE} measures: no tool evaluated it.`,
    ],
    [
      'where only another rule was evaluated',
      withRule(ruleOf([[FAULT_AT, 0]], { name: 'Another' })),
      `What the rule of ${RULE} measures: no tool evaluated it.`,
    ],
    [
      'where what the rule measures has no data',
      withRule(ruleOf([], { series: [] })),
      `What the rule of ${RULE} measures: it has no data.`,
    ],
    [
      'where the rule has too few points since the alert',
      withRule(ruleOf([[FAULT_AT, 0]])),
      `More points of what the rule of ${RULE} measures: too few to judge.`,
    ],
    [
      'where the service has too few points since the alert',
      series((one) => [{ ...one, points: one.points.filter(([time]) => time <= FAULT_AT + 10) }]),
      'More points of checkout since the trouble began: too few to judge.',
    ],
    [
      'where only latency is known of a service',
      series((one) => (one.service === 'stock' && one.signal === 'error_ratio' ? [] : [one])),
      'The errors of stock: only their latency is known.',
    ],
  ])('%s, and it says what is missing', (_, input, missing) => {
    const diagnosis = diagnose(input);
    expect(diagnosis).toMatchObject({ verdict: 'inconclusive', findings: [] });
    expect(diagnosis.missing).toContain(missing);
  });

  it.each([
    ['that was cut', payload('ev_payments', ({ meta }) => ({ meta: { ...meta, truncated: true } }))],
    ['that its back end warns of', payload('ev_payments', () => ({ warnings: ['receive-2 is unreachable'] }))],
    [
      'in which something could not be read',
      payload('ev_payments', ({ data }) => ({ data: { ...(data as object), events: [{ kind: 'strange' }] } })),
    ],
    ['about changes that is only a part', payload('ev_changes', () => ({ warnings: ['This list is incomplete'] }))],
  ])('on an answer %s', (_, input) => {
    expect(diagnose(input).verdict).toBe('inconclusive');
  });
});

describe('nothing is ruled out', () => {
  const changes = [{ kind: 'flag', service: 'payments', secondsBefore: 5 }] as const;
  const changed = syntheticIncident({ alert: ['checkout'], changes });
  const ruledOut = (input: DiagnoseInput) => diagnose(input).ruledOut.map(({ subject }) => subject);
  const replaced = (rule: object) =>
    all(changed, (one) => (one.id === 'ev_rule' ? evidenceOf('rule', { rules: [rule] }) : one));

  it('while the rule is violated and no signal shows it', () => {
    expect(ruledOut(changed)).toEqual(['the flag change of payments']);
    expect(ruledOut(replaced(ruleOf(violated)))).toEqual([]);
  });

  it('on too few points since the alert', () => {
    const early = all(changed, (one) => {
      const data = one.payload.data as { series?: readonly Series[] };
      const cut = data.series?.map((each) => ({
        ...each,
        points: each.points.filter(([time]) => time < FAULT_AT + 15),
      }));
      return cut ? { ...one, payload: { ...one.payload, data: { series: cut } } } : one;
    });
    expect(ruledOut(early)).toEqual([]);
  });
});

describe('the rule of the alert', () => {
  it('is the onset where no signal shows the trouble', () => {
    expect(diagnose(withRule(ruleOf(violated))).onset).toBe(FAULT_AT);
    expect(diagnose(calm).onset).toBeUndefined();
  });

  it('keeps trouble that began long before it from being the onset', () => {
    const effects = [
      { service: 'checkout', signal: 'error_ratio', to: 0.3 },
      { service: 'stock', signal: 'saturation_ratio', to: 0.9, delaySeconds: -1800 },
    ] as const;
    const timing = { stepSeconds: 15, healthySeconds: 3600, alertAfterSeconds: 120 };
    const onset = (without: readonly string[]) =>
      diagnose(syntheticIncident({ alert: ['checkout'], effects, ...timing, without })).onset ?? 0;
    expect(Math.abs(onset([]) - FAULT_AT)).toBeLessThanOrEqual(15);
    expect(onset(['rule'])).toBeLessThan(FAULT_AT - 1700);
  });

  it.each([
    [
      'by a label of what it measures',
      { series: [{ labels: { app: 'inventory' }, points: [], violated_at: [FAULT_AT] }] },
    ],
    ['by a literal in its expression', { expression: 'errors{job="inventory"} > 0.05' }],
  ])('names the service, %s, where the alert names none', (_, change) => {
    const effects = [{ service: 'inventory', signal: 'error_ratio', to: 0.3 }] as const;
    const input = syntheticIncident({ alert: [], effects });
    const told = all(input, (one) =>
      one.id === 'ev_rule' ? evidenceOf('rule', { rules: [ruleOf(violated, change)] }) : one,
    );
    const cleared = diagnose(told).ruledOut.map(({ subject }) => subject);
    expect(cleared).toEqual(['traffic', 'stock']);
    expect(diagnose(input).ruledOut.length).toBeGreaterThan(2);
  });
});

it('a cause that rests on a partial answer is less certain', () => {
  const effects = [{ service: 'checkout', signal: 'instances_up', to: 0 }] as const;
  const input = syntheticIncident({ alert: ['checkout'], effects });
  const partial = all(input, (one) => ({ ...one, payload: { ...one.payload, warnings: ['a store is away'] } }));
  const [whole, part] = [input, partial].map((one) => diagnose(one).findings[0]);
  expect(part?.statement).toBe(whole?.statement);
  expect(part?.confidence).toBeLessThan(whole?.confidence ?? 0);
});
