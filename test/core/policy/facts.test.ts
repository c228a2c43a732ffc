import { describe, expect, test } from 'vitest';
import type { PolicyFacts } from '#core/policy/facts';
import { ago, FACTS, judged, policyOf, rulesOf } from './example-policy.ts';

const policy = policyOf();
const dated = ['reach', 'switches', 'past', 'lockedBy', 'errorBudget'] as const;

function aged(name: (typeof dated)[number], seconds: number): Partial<PolicyFacts> {
  return { [name]: { ...FACTS[name], at: ago(seconds) } };
}

describe.each(dated)('the fact %s', (name) => {
  test('counts for 60 seconds', () => {
    expect(judged(policy, {}, aged(name, 60)).kind).toBe('approvals');
    expect(rulesOf(judged(policy, {}, aged(name, 61)))).toEqual([`fact.${name}`]);
    expect(judged(policy, {}, aged(name, 61)).rules[0]?.reason).toMatch(/61 s ago .*at most 60 s/);
  });

  test('may be 5 seconds ahead, as clocks are, and no more', () => {
    expect(judged(policy, {}, aged(name, -5)).kind).toBe('approvals');
    expect(rulesOf(judged(policy, {}, aged(name, -6)))).toEqual([`fact.${name}`]);
  });

  test.each(['', 'yesterday', '2026-01-07', '2026-13-45T12:00:00Z'])('found out at "%s" is not known', (at) => {
    expect(rulesOf(judged(policy, {}, { [name]: { ...FACTS[name], at } }))).toEqual([`fact.${name}`]);
  });
});

test.each(['reach', 'switches', 'past', 'errorBudget'] as const)('%s without a value is not taken for none', (name) => {
  expect(judged(policy, {}, { [name]: { at: FACTS.now } }).kind).toBe('deny');
});

test.each(['owner', 'reach', 'switches', 'past', 'lockedBy', 'now'] as const)(
  'without %s nothing is written',
  (name) => {
    const verdict = judged(policy, {}, { [name]: undefined });
    expect(verdict.kind).toBe('deny');
  },
);

test('a service without an error budget has nothing to spend', () => {
  expect(judged(policy, {}, { errorBudget: undefined }).kind).toBe('approvals');
});
