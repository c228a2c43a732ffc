import { expect, test } from 'vitest';
import type { JudgedAction, PolicyFacts } from '#core/policy/facts';
import { changed, judged, NOW, past, policyOf, reachOf, rulesOf, scaling } from './example-policy.ts';

const policy = policyOf({
  platform: changed((it) => {
    it['forbid'] = [{ name: 'tool', tools: ['infrastructure.restart_deployment'], reason: 'a test' }];
    it['freezes'] = [
      {
        name: 'day',
        zone: 'UTC',
        from: '2026-01-07T00:00',
        to: '2026-01-08T00:00',
        risks: ['destructive'],
        reason: 'a test',
      },
    ];
    it['ceilings'] = { ...(it['ceilings'] as object), errorBudget: { reversible: 0.2, destructive: 0.5 } };
    it['limits'] = {
      ...(it['limits'] as object),
      'infrastructure.restart_deployment': { instancesAtOnce: 1, percent: 100, minReady: 0 },
    };
    it['environments'] = {};
  }),
});

/** Everything is wrong with it at once: mended from the first stage on, each next stage comes to speak. */
const action: Partial<JudgedAction> = {
  environment: 'staging',
  service: 'unknown',
  tool: 'restart_deployment',
  parameters: {},
};
const facts: Partial<PolicyFacts> = {
  risk: 'destructive',
  switches: { value: [{ scope: { kind: 'global', name: '' }, reason: 'a test', by: 'ada' }], at: NOW },
  reach: reachOf(60, 60),
  past: { value: [past(60, 'bad'), past(10, 'bad')], at: NOW },
  lockedBy: { value: 'f'.repeat(64), at: NOW },
  errorBudget: { value: 0.1, at: NOW },
};

test('the first stage that refuses has the word: names, switches, ceilings, forbids, freezes, breaker, lock, pace, limits, budget', () => {
  const seen: string[][] = [];
  let [doing, known] = [action, facts];
  const say = (nextAction: Partial<JudgedAction> = {}, nextFacts: Partial<PolicyFacts> = {}) => {
    [doing, known] = [
      { ...doing, ...nextAction },
      { ...known, ...nextFacts },
    ];
    const verdict = judged(policy, doing, known);
    seen.push(verdict.kind === 'deny' ? rulesOf(verdict) : [verdict.kind]);
  };
  say();
  say({ service: 'payments' });
  say({}, { switches: { value: [], at: NOW } });
  say({}, { reach: reachOf(2, 4) });
  say({ tool: 'restart_pod' });
  say({}, { risk: 'reversible' });
  say({}, { past: { value: [past(10)], at: NOW } });
  say({}, { lockedBy: { value: undefined, at: NOW } });
  say({}, { past: { value: [], at: NOW } });
  say({}, { reach: reachOf(1, 4) });
  say({}, { errorBudget: { value: 0.2, at: NOW } });
  expect(seen).toEqual([
    ['schema.service'],
    ['switch.global'],
    ['ceiling.instancesAtOnce'],
    ['forbid.tool'],
    ['freeze.day'],
    ['breaker'],
    ['lock'],
    ['cooldown'],
    ['limit.instancesAtOnce'],
    ['error-budget'],
    ['automatic'],
  ]);
});

test('an undo passes freezes, breaker, pace and budget, and neither switches, ceilings, forbids, lock nor limits', () => {
  const undo = {
    ...action,
    part: 'undo',
    service: 'payments',
    tool: 'scale_deployment',
    parameters: { replicas: 4 },
  } as const;
  const free: Partial<PolicyFacts> = {
    ...facts,
    switches: { value: [], at: NOW },
    reach: scaling(4, 6),
    lockedBy: { value: undefined, at: NOW },
  };
  expect(judged(policy, undo, free)).toMatchObject({ kind: 'approvals', needs: { parts: [{ count: 1 }] } });
  expect(judged(policy, undo, { ...free, risk: 'reversible' })).toMatchObject({ kind: 'automatic', notified: true });
  expect(rulesOf(judged(policy, undo, { ...free, switches: facts.switches }))).toEqual(['switch.global']);
  expect(rulesOf(judged(policy, undo, { ...free, reach: scaling(4, 51) }))).toContain('ceiling.replicas.max');
  expect(rulesOf(judged(policy, { ...undo, tool: 'restart_deployment' }, { ...free, reach: reachOf(1, 4) }))).toEqual([
    'forbid.tool',
  ]);
  expect(rulesOf(judged(policy, undo, { ...free, lockedBy: facts.lockedBy }))).toEqual(['lock']);
  expect(rulesOf(judged(policy, undo, { ...free, reach: scaling(4, 3, 1) }))).toEqual(['limit.minReady']);
});
