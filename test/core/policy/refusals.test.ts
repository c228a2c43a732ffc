import { describe, expect, test } from 'vitest';
import type { JudgedAction, PolicyFacts } from '#core/policy/facts';
import {
  ACTION,
  changed,
  FACTS,
  judged,
  NOW,
  ownerText,
  past,
  policyOf,
  reachOf,
  rulesOf,
  scaling,
} from './example-policy.ts';

const platform = changed((it) => {
  it['forbid'] = [
    { name: 'no-checkout', services: ['checkout'], reason: 'it is being moved' },
    { name: 'no-shop-staging', services: ['checkout'], environments: ['staging'], reason: 'it is being moved too' },
  ];
  it['freezes'] = [
    { name: 'fair', zone: 'UTC', from: '2026-01-07T13:00', to: '2026-01-08T13:00', reason: 'the fair is on' },
  ];
});
const policy = policyOf({ platform });
const shop = { service: 'checkout' };
const pod = { tool: 'restart_pod', parameters: { pod: 'payments-1' } };
const rollback = { server: 'deployments', tool: 'rollback_deployment', parameters: {} };
const thrown = (kind: 'global' | 'environment' | 'owner' | 'service' | 'adapter', name = '') => ({
  switches: { value: [{ scope: { kind, name }, reason: 'a test', by: 'ada' }], at: NOW },
});

type Row = readonly [
  string,
  Partial<JudgedAction>,
  Partial<Record<keyof PolicyFacts, unknown>>,
  readonly string[],
  RegExp?,
];

describe('denied, with every rule of the stage and words that name value and limit:', () => {
  test.each(
    (
      [
        ['no environment', { environment: '' }, {}, ['schema.environment']],
        [
          'a name for everything',
          { service: '*', target: { ...ACTION.target, uid: '' } },
          {},
          ['schema.service', 'schema.target', 'schema.service'],
        ],
        ['a part that is none', { part: 'redo' as 'do' }, {}, ['schema.part']],
        ['parameters that are none', { parameters: null as never }, {}, ['schema.parameters']],
        ['no target', { target: undefined as never }, {}, ['error']],
        ['an unknown service', { service: 'constructor' }, {}, ['schema.service'], /no service "constructor"/],
        ['an unknown owner', {}, { owner: undefined }, ['schema.owner'], /nobody could find out/],
        ['another owner', {}, { owner: 'team-shop' }, ['schema.owner'], /"team-payments" .* "team-shop"/],
        ['no time', {}, { now: 'soon' }, ['fact.now'], /soon/],
        ['the global switch', {}, thrown('global'), ['switch.global'], /ada has stopped all writes: a test/],
        ['a switch of the environment', {}, thrown('environment', 'production'), ['switch.environment.production']],
        ['a switch of the owner', {}, thrown('owner', 'team-payments'), ['switch.owner.team-payments']],
        ['a switch of the service', {}, thrown('service', 'payments'), ['switch.service.payments']],
        ['a switch of the adapter', {}, thrown('adapter', 'lab'), ['switch.adapter.lab']],
        ['a switch of the tool server', {}, thrown('adapter', 'infrastructure'), ['switch.adapter.infrastructure']],
        ['a switch of a kind that nobody knows', {}, thrown('planet' as 'owner', 'earth'), ['switch.planet.earth']],
        ['an empty reach', pod, { reach: reachOf(0, 4) }, ['ceiling.reach'], /empty/],
        [
          'a reach with a wildcard',
          pod,
          { reach: { ...reachOf(1, 4), value: { ...reachOf(1, 4).value, instances: ['*'] } } },
          ['fact.reach'],
        ],
        ['more ready than there are', pod, { reach: reachOf(1, 3, 4) }, ['fact.reach'], /4 ready of 3/],
        ['half an instance', pod, { reach: reachOf(1, 3.5, 1) }, ['fact.reach']],
        ['an amount that nobody limits', pod, { reach: reachOf(1, 4, 4, { nodes: 1 }) }, ['limit.nodes'], /nodes/],
        [
          'too many replicas',
          { parameters: { replicas: 60 } },
          { reach: scaling(52, 60) },
          ['ceiling.replicas.max'],
          /from 52 to 60 replicas; at most 50/,
        ],
        [
          'too great a step',
          { parameters: { replicas: 15 } },
          { reach: scaling(4, 15) },
          ['ceiling.replicas.maxDelta'],
          /11 at once; at most 10/,
        ],
        [
          'a dry run of something else',
          { parameters: { replicas: 7 } },
          {},
          ['fact.replicas'],
          /asks for 7 replicas, .* for 6/,
        ],
        [
          'too old a release',
          rollback,
          { reach: reachOf(4, 4, 4, { target_age_seconds: 2_592_001 }) },
          ['ceiling.rollbackMaxAge'],
          /2592001s old; at most 30d/,
        ],
        [
          'a forbidden service, by two rules',
          { ...shop, environment: 'staging' },
          { owner: 'team-shop' },
          ['forbid.no-checkout', 'forbid.no-shop-staging'],
          /it is being moved/,
        ],
        ['a freeze', {}, frozen(), ['freeze.fair'], /the fair is on; no changes until 2026-01-08 13:00 UTC/],
        [
          'the breaker',
          { environment: 'staging' },
          { past: { value: [past(3000, 'bad'), past(600, 'bad')], at: NOW } },
          ['breaker'],
          /2 actions on payments .* within 1h; from 2 on/,
        ],
        ['the lock', {}, { lockedBy: { value: 'abcdef0123456789', at: NOW } }, ['lock'], /abcdef012345/],
        ['cool-down', {}, { past: { value: [past(29)], at: NOW } }, ['cooldown'], /29s ago; at least 30s/],
        [
          'rate and cool-down',
          {},
          { past: { value: Array.from({ length: 10 }, (_, index) => past(20 + index * 300)), at: NOW } },
          ['cooldown', 'rate'],
          /20s ago/,
        ],
        ['a past of tomorrow', {}, { past: { value: [past(-86_400)], at: NOW } }, ['fact.past']],
        ['a tool without limits', { tool: 'delete_all' }, {}, ['limit.tool'], /infrastructure\.delete_all/],
        ['two pods', pod, { reach: reachOf(2, 4) }, ['limit.instancesAtOnce'], /2 instances at once; at most 1/],
        [
          'too many ended',
          { parameters: { replicas: 1 } },
          { reach: scaling(8, 1) },
          ['limit.percent'],
          /7 of 8 instances, 8 of them ready; at most 80%/,
        ],
        [
          'the last ready one',
          { parameters: { replicas: 3 } },
          { reach: scaling(4, 3, 1) },
          ['limit.minReady'],
          /0 ready instances stay untouched; at least 1/,
        ],
        ['no age of what is rolled back to', rollback, { reach: reachOf(4, 4) }, ['fact.target_age_seconds']],
        [
          'replicas without a limit of them',
          { ...pod, parameters: {} },
          { reach: reachOf(1, 4, 4, { replicas_from: 4, replicas_to: 5 }) },
          ['limit.replicas.min', 'limit.replicas.max', 'limit.replicas.maxDelta', 'limit.replicas.maxDeltaPercent'],
          /nothing says how much is allowed/,
        ],
        [
          'the error budget',
          {},
          { risk: 'destructive', errorBudget: { value: 0.09, at: NOW } },
          ['error-budget'],
          /0\.09 .* at least 0\.1/,
        ],
        ['an error budget that is none', {}, { errorBudget: { value: NaN, at: NOW } }, ['fact.errorBudget']],
      ] as readonly Row[]
    ).map((row) => [row[0], row] as const),
  )('%s', (_what, [, action, facts, rules, words]) => {
    const verdict = judged(policy, action, facts as Partial<PolicyFacts>);
    expect(verdict.kind).toBe('deny');
    expect(rulesOf(verdict)).toEqual(rules);
    expect(verdict.policySha256).toBe(policy.sha256);
    if (words) expect(verdict.rules[0]?.reason).toMatch(words);
  });
});

/** The same facts a day later, as fresh. */
function frozen(): Partial<PolicyFacts> {
  const text = JSON.stringify(FACTS).replaceAll(NOW, '2026-01-07T14:00:00.000Z');
  return JSON.parse(text) as PolicyFacts;
}

test('hours are those of platform and owner together', () => {
  const days = ['mon', 'tue', 'wed', 'thu', 'fri'];
  const hours = (from: string, to: string) => ({ days, from, to, zone: 'Europe/Berlin' });
  const wide = changed((it) => ((it['ceilings'] as Record<string, unknown>)['hours'] = hours('08:00', '18:00')));
  const both = policyOf({ platform: wide, owners: [ownerText({ ceilings: { hours: hours('14:00', '22:00') } })] });
  const at = (time: string) =>
    judged(both, {}, JSON.parse(JSON.stringify(FACTS).replaceAll(NOW, `2026-01-07T${time}:00Z`)) as PolicyFacts);
  expect(rulesOf(at('12:59'))).toEqual(['limit.hours']);
  expect(at('13:00').kind).toBe('approvals');
  expect(at('16:59').kind).toBe('approvals');
  expect(rulesOf(at('17:00'))).toEqual(['limit.hours']);
  expect(at('17:00').rules[0]?.reason).toBe(
    'it is 2026-01-07 18:00 Europe/Berlin; actions run on mon, tue, wed, thu, fri from 08:00 to 18:00',
  );
});

test('people may approve what the breaker keeps from running by itself', () => {
  const facts = { past: { value: [past(3000, 'bad'), past(600, 'bad')], at: NOW } } as const;
  expect(judged(policy, {}, facts).kind).toBe('approvals');
  expect(
    judged(policy, { environment: 'staging' }, { past: { value: [past(3601, 'bad'), past(60, 'bad')], at: NOW } }).kind,
  ).toBe('automatic');
});

test('of a share of less than one instance one is left where two are ready', () => {
  const careful = policyOf({ owners: [ownerText({ limits: { 'infrastructure.restart_pod': { percent: 10 } } })] });
  const one = (inAll: number, ready: number) => judged(careful, pod, { reach: reachOf(1, inAll, ready) }).kind;
  expect([one(10, 0), one(9, 2), one(9, 1), one(1, 1)]).toEqual(['approvals', 'approvals', 'deny', 'deny']);
});
