import { expect, test } from 'vitest';
import { matchRunbooks } from '#core/runbooks/match-incident';
import type { CompiledRunbook, Match } from '#core/runbooks/runbook-ir';
import type { RunFacts } from '#core/runbooks/run-facts';

function runbook(name: string, match?: Partial<Match>): CompiledRunbook {
  return {
    irVersion: 1,
    evaluator: 'cel-1',
    name,
    title: name,
    ...(match ? { match: { alerts: [], labels: {}, services: [], ...match } } : {}),
    variables: [],
    withinSeconds: 60,
    steps: [],
    outputs: {},
  };
}

const incident: RunFacts['incident'] = {
  id: 'i-1',
  title: 'HighLatency on checkout',
  severity: 'critical',
  service: 'checkout',
  services: ['checkout'],
  startedAt: '2026-11-01T03:02:00Z',
};
const facts: RunFacts = {
  incident,
  alert: { name: 'HighLatency', labels: { tier: 'gold' } },
  finding: { service: 'payments', cause: 'bad_release', confidence: 0.9, statement: 'It was the release.' },
};

const byDefault = runbook('default', {});
const byService = runbook('service', { services: ['checkout'] });
const byAlert = runbook('alert', { alerts: ['HighLatency'] });
const byLabels = runbook('labels', { alerts: ['HighLatency'], labels: { tier: 'gold' } });
const byName = runbook('by-name');

function chosen(runbooks: readonly CompiledRunbook[], given: RunFacts = facts): string {
  const choice = matchRunbooks(runbooks, given);
  switch (choice.kind) {
    case 'one':
      return choice.runbook.name;
    case 'tie':
      return choice.runbooks.map(({ name }) => name).join(' or ');
    case 'none':
      return 'none';
  }
}

test('the one that is founded best is proposed, in whatever order they are read', () => {
  const all = [byDefault, byService, byAlert, byLabels, byName];
  for (const left of [all, all.toReversed()]) expect(chosen(left)).toBe('labels');
  expect(chosen([byDefault, byService, byAlert])).toBe('alert');
  expect(chosen([byDefault, byService])).toBe('service');
  expect(chosen([byDefault])).toBe('default');
});

test('a tie on the highest rank stays a tie, whatever stands below', () => {
  const twin = runbook('another', { alerts: ['HighLatency'] });
  expect(chosen([byAlert, twin, byService])).toBe('alert or another'.split(' or ').sort().join(' or '));
  expect(matchRunbooks([byAlert, twin], facts)).toMatchObject({
    because: 'alert and another fit equally well: it is for this alert',
  });
});

test('one without `match` is never proposed, and nothing fitting says so', () => {
  expect(chosen([byName])).toBe('none');
  expect(chosen([runbook('other', { alerts: ['Other'] })])).toBe('none');
  expect(chosen([byDefault], { incident })).toBe('none');
});

test('every runbook has its verdict with the reason', () => {
  const { explanations } = matchRunbooks(
    [
      byName,
      byLabels,
      runbook('other-alert', { alerts: ['HighErrorRate'] }),
      runbook('other-label', { labels: { tier: 'iron' } }),
      runbook('missing-label', { labels: { region: 'eu' } }),
      runbook('other-service', { services: ['ledger'] }),
    ],
    facts,
  );
  expect(explanations).toEqual([
    { name: 'by-name', verdict: 'does_not_fit', because: 'it has no `match`: it is run by name' },
    { name: 'labels', verdict: 'fits', rank: 3, because: 'it is for this alert with these labels' },
    { name: 'missing-label', verdict: 'does_not_fit', because: 'the alert has no label region' },
    { name: 'other-alert', verdict: 'does_not_fit', because: 'it is for HighErrorRate, not for HighLatency' },
    { name: 'other-label', verdict: 'does_not_fit', because: 'it is for tier=iron, not for tier=gold' },
    { name: 'other-service', verdict: 'does_not_fit', because: 'it is for ledger, not for checkout' },
  ]);
});

test.each([
  ['holds', 'finding.cause == "bad_release"', 'fits', /it is for this alert, and its condition holds: finding\.cause/],
  ['does not hold', 'finding.confidence > 0.95', 'does_not_fit', /its condition does not hold: finding\.confidence/],
  ['names what is not known', 'finding.change.version == "1"', 'does_not_fit', /cannot be judged yet: .*change/],
  ['cannot be computed', 'finding.confidence + "x" == "y"', 'does_not_fit', /cannot be computed/],
])('a condition that %s', (_, cel, verdict, because) => {
  const { explanations } = matchRunbooks([runbook('when', { alerts: ['HighLatency'], when: { cel } })], facts);
  expect(explanations).toEqual([
    expect.objectContaining({ verdict, because: expect.stringMatching(because) as unknown }),
  ]);
});

test('before there are findings, one that needs them does not fit and says so', () => {
  const when = runbook('when', { when: { cel: 'finding.cause == "bad_release"' } });
  const { kind, explanations } = matchRunbooks([when], { incident, alert: facts.alert });
  expect(kind).toBe('none');
  expect(explanations[0]?.because).toMatch(/cannot be judged yet: finding\.cause/);
});
