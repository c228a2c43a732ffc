import { expect, test } from 'vitest';
import { type InvestigationFacts, judgeCondition, Reference, resolveArguments } from '#core/runbooks/references';

const window = { start: '2026-11-01T03:00:00Z', end: '2026-11-01T03:05:00Z' };
const facts: InvestigationFacts = {
  service: 'checkout',
  services: ['checkout'],
  scope: ['checkout', 'payments'],
  startedAt: '2026-11-01T03:02:00Z',
  alertName: 'HighErrorRate',
  alerts: [{ name: 'HighErrorRate', labels: { service: 'checkout' } }],
  before: window,
  during: window,
  around: window,
};

test('every reference resolves where its fact is known', () => {
  for (const reference of Object.values(Reference)) {
    const resolved = resolveArguments({ value: { kind: 'reference', reference } }, facts);
    expect(resolved.kind, reference).toBe('resolved');
  }
});

test('a plan from before its alerts were among the facts says so instead of asking about none', () => {
  const older = { ...facts, alerts: undefined };
  expect(resolveArguments({ alerts: { kind: 'reference', reference: Reference.alerts } }, older)).toEqual({
    kind: 'absent',
    reason: 'the alerts of the incident are unknown',
  });
});

test('references stand anywhere in an argument', () => {
  const resolved = resolveArguments(
    {
      windows: {
        kind: 'list',
        items: [{ kind: 'object', entries: { at: { kind: 'reference', reference: Reference.during } } }],
      },
      limit: { kind: 'literal', value: 5 },
    },
    facts,
  );
  expect(resolved).toEqual({ kind: 'resolved', arguments: { windows: [{ at: window }], limit: 5 } });
});

test('an absent fact is told in words instead of being asked about', () => {
  const unknown = { ...facts, service: undefined, services: [], scope: [] };
  const resolved = resolveArguments({ services: { kind: 'reference', reference: Reference.scope } }, unknown);
  expect(resolved).toEqual({ kind: 'absent', reason: 'the service of the alert is not in the catalogue' });
});

test('arguments are expressions, too, and an absent fact inside one is told in the same words', () => {
  const half = { kind: 'text', parts: ['on ', { cel: 'incident.service' }] } as const;
  expect(resolveArguments({ words: half }, facts)).toEqual({ kind: 'resolved', arguments: { words: 'on checkout' } });
  expect(resolveArguments({ words: half }, { ...facts, service: undefined })).toEqual({
    kind: 'absent',
    reason: 'no label and no catalogue entry tells the service of the alert',
  });
});

test('what cannot be computed is wrong, not absent', () => {
  const resolved = resolveArguments({ x: { kind: 'expression', cel: '1 + "x"' } }, facts);
  expect(resolved).toMatchObject({
    kind: 'wrong',
    reason: expect.stringContaining('its arguments cannot be computed') as unknown,
  });
});

test.each([
  ['holds', 'size(incident.services) == 1', { kind: 'holds' }],
  [
    'does not hold',
    'alert.name == "Other"',
    { kind: 'does_not_hold', reason: 'its condition does not hold: alert.name == "Other"' },
  ],
  ['names what is not there', 'alert.severity == "critical"', { kind: 'wrong' }],
  ['is no condition', 'alert.name', { kind: 'wrong', reason: 'its condition is neither true nor false: alert.name' }],
])('a condition that %s', (_, cel, expected) => {
  expect(judgeCondition({ cel }, facts)).toMatchObject(expected);
});

test('without a condition an item is asked', () => {
  expect(judgeCondition(undefined, facts)).toEqual({ kind: 'holds' });
});
