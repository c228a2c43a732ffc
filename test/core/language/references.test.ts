import { expect, test } from 'vitest';
import { type InvestigationFacts, Reference, resolveArguments } from '#core/language/references';

const window = { start: '2026-11-01T03:00:00Z', end: '2026-11-01T03:05:00Z' };
const facts: InvestigationFacts = {
  service: 'checkout',
  services: ['checkout'],
  scope: ['checkout', 'payments'],
  startedAt: '2026-11-01T03:02:00Z',
  alertName: 'HighErrorRate',
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
