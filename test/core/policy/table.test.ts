import { describe, expect, test } from 'vitest';
import type { Verdict } from '#core/actions/verdict';
import { changed, judged, ownerText, policyOf, rulesOf, world } from './example-policy.ts';

const policy = policyOf();
const owner = { count: 1, groups: ['payments-oncall'] };
const second = { count: 1, groups: ['incident-commanders'] };

function said(verdict: Verdict): unknown {
  if (verdict.kind === 'approvals') return verdict.needs.parts;
  return verdict.kind === 'automatic' ? (verdict.notified ? 'notified' : 'automatic') : rulesOf(verdict);
}

describe('who has to approve, by risk and environment:', () => {
  test.each([
    ['read', 'laptop', 'automatic'],
    ['read', 'staging', 'automatic'],
    ['read', 'production', 'automatic'],
    ['reversible', 'laptop', 'automatic'],
    ['reversible', 'staging', 'notified'],
    ['reversible', 'production', [owner]],
    ['destructive', 'laptop', [owner]],
    ['destructive', 'staging', [owner]],
    ['destructive', 'production', [owner, second]],
    [undefined, 'laptop', [owner]],
    [undefined, 'production', [owner, second]],
    ['reversible', 'nobody-listed-it', [owner]],
    ['destructive', 'constructor', [owner, second]],
  ] as const)('%s in %s', (risk, environment, expected) => {
    expect(said(judged(policy, { environment }, { risk }))).toEqual(expected);
  });
});

test('production and what is not listed ask for a sign-in, and what is destructive for a fresh one', () => {
  const needs = (environment: string, risk: 'reversible' | 'destructive') => {
    const verdict = judged(policy, { environment }, { risk });
    return verdict.kind === 'approvals' ? verdict.needs : undefined;
  };
  expect(needs('production', 'reversible')).toEqual({ parts: [owner], signIn: true });
  expect(needs('elsewhere', 'reversible')).toMatchObject({ signIn: true });
  expect(needs('staging', 'destructive')).toEqual({ parts: [owner], signIn: false, freshLoginSeconds: 300 });
});

test('who may decide alone in an emergency stands in the requirement, where somebody may', () => {
  const open = policyOf({ platform: changed((it) => (it['breakGlass'] = { groups: ['sre', 'heads'] })) });
  expect(judged(open)).toMatchObject({ needs: { breakGlass: ['heads', 'sre'] } });
  expect(judged(policy)).not.toHaveProperty('needs.breakGlass');
});

test('two people of one group are not two groups: with nobody else it is denied', () => {
  for (const groups of [[], ['payments-oncall']]) {
    const alone = policyOf({ platform: changed((it) => (it['second'] = groups)) });
    expect(rulesOf(judged(alone, {}, { risk: 'destructive' }))).toEqual(['approvals.second']);
    expect(judged(alone).kind).toBe('approvals');
  }
});

test('an owner whose groups nobody knows can approve nothing', () => {
  const nobody = policyOf({ world: { ...world, owners: { ...world.owners, 'team-payments': [] } } });
  expect(rulesOf(judged(nobody))).toEqual(['approvals.owner']);
  expect(judged(nobody, { environment: 'laptop' }).kind).toBe('automatic');
});

test('platform and owner can ask for more, and the rule says whose word it is', () => {
  const platform = changed((it) => (it['environments'] = { staging: { reversible: 'one_approval' } }));
  const owners = [ownerText({ environments: { production: { reversible: 'two_approvals' } } })];
  const strict = policyOf({ platform, owners });
  expect(rulesOf(judged(strict, { environment: 'staging' }))).toEqual(['environment.staging.reversible']);
  expect(said(judged(strict))).toEqual([owner, second]);
  expect(rulesOf(judged(strict))).toEqual(['environment.team-payments.production.reversible']);
  const shop = { service: 'checkout' };
  expect(said(judged(strict, shop, { owner: 'team-shop' }))).toEqual([{ count: 1, groups: ['shop-oncall'] }]);
});
