import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { evaluatePolicy } from '#core/policy/evaluate-policy';
import type { JudgedAction, PolicyFacts } from '#core/policy/facts';
import type { limitsIn } from '#core/policy/limits';
import { isLooser, type LimitName, limitNames, limitRules, strictest } from '#core/policy/limits';
import type { Verdict } from '#core/actions/verdict';
import { ACTION, changed, defaultText, FACTS, NOW, ownerText, past, policyOf, reachOf } from './example-policy.ts';

// What has to be so for every action and every set of facts.

/** How much a verdict lets happen. */
function freedom(verdict: Verdict): number {
  switch (verdict.kind) {
    case 'deny':
      return 0;
    case 'approvals':
      return 10 - verdict.needs.parts.reduce((sum, { count }) => sum + count, 0);
    case 'automatic':
      return 100;
    default:
      return verdict satisfies never;
  }
}

const tools = ['restart_pod', 'scale_deployment', 'restart_deployment', 'delete_all'];
const actions: fc.Arbitrary<JudgedAction> = fc
  .record({
    part: fc.constantFrom('do' as const, 'undo' as const),
    environment: fc.constantFrom('laptop', 'staging', 'production', 'elsewhere'),
    service: fc.constantFrom('payments', 'checkout', 'unknown'),
    tool: fc.constantFrom(...tools),
  })
  .map((chosen) => ({ ...ACTION, ...chosen, parameters: {} }));

const facts: fc.Arbitrary<PolicyFacts> = fc
  .record({
    owner: fc.constantFrom('team-payments', 'team-shop', undefined),
    risk: fc.constantFrom('reversible' as const, 'destructive' as const, undefined),
    count: fc.nat(12),
    inAll: fc.nat(12),
    ready: fc.nat(12),
    to: fc.option(fc.nat(60), { nil: undefined }),
    past: fc.array(fc.tuple(fc.nat(4000), fc.constantFrom('good' as const, 'bad' as const)), { maxLength: 12 }),
    locked: fc.boolean(),
    budget: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined }),
  })
  .map(({ owner, risk, count, inAll, ready, to, past: before, locked, budget }) => ({
    ...FACTS,
    owner,
    risk,
    reach: reachOf(
      count,
      inAll,
      Math.min(ready, inAll),
      to === undefined ? {} : { replicas_from: inAll, replicas_to: to },
    ),
    past: { value: before.map(([ago, end]) => past(ago, end)), at: NOW },
    lockedBy: { value: locked ? 'f'.repeat(64) : undefined, at: NOW },
    errorBudget: budget === undefined ? undefined : { value: budget, at: NOW },
  }));

const base = policyOf();
const runs = { numRuns: 1500 };

/** Of the payments team's services nearly everything passes: otherwise the laws would be about denials alone. */
const mild: fc.Arbitrary<readonly [JudgedAction, PolicyFacts]> = fc
  .tuple(actions, facts, fc.integer({ min: 1, max: 10 }), fc.boolean())
  .map(([action, known, size, quiet]) => [
    { ...action, service: 'payments', tool: 'restart_deployment' },
    {
      ...known,
      owner: 'team-payments',
      reach: reachOf(size, 10, 10),
      ...(quiet ? { past: FACTS.past, lockedBy: FACTS.lockedBy } : {}),
    },
  ]);
const asked = fc.oneof(fc.tuple(actions, facts), mild);

test('the actions of these laws come to every kind of verdict', () => {
  const kinds = fc
    .sample(asked, { numRuns: 500, seed: 7 })
    .map(([action, known]) => evaluatePolicy(base, action, known).kind);
  expect(new Set(kinds)).toEqual(new Set(['deny', 'approvals', 'automatic']));
});

const step: fc.Arbitrary<readonly [LimitName, number]> = fc.tuple(fc.constantFrom(...limitNames), fc.nat(1000));

test('a stricter number never lets more happen', () => {
  fc.assert(
    fc.property(step, asked, ([name, by], [action, known]) => {
      const now = base.platform.ceilings[name];
      const delta = limitRules[name].unit === 'share' ? by / 1000 : by;
      const bound = limitRules[name].unit === 'percent' ? 1 : 0;
      const changedTo = (value: number) =>
        limitRules[name].stricter === 'lower' ? Math.max(bound, value - delta) : value + delta;
      const stricter = {
        ...base,
        platform: {
          ...base.platform,
          ceilings: now === undefined ? {} : { ...base.platform.ceilings, [name]: changedTo(now) },
          limits: Object.fromEntries(
            Object.entries(base.platform.limits).map(([tool, limits]) => {
              const value = limits[name];
              return [tool, value === undefined ? limits : { ...limits, [name]: changedTo(value) }];
            }),
          ),
        },
      };
      expect(freedom(evaluatePolicy(stricter, action, known))).toBeLessThanOrEqual(
        freedom(evaluatePolicy(base, action, known)),
      );
    }),
    runs,
  );
});

test('a number that is not there allows nothing', () => {
  fc.assert(
    fc.property(fc.constantFrom(...limitNames), asked, (name, [action, known]) => {
      const { [name]: _gone, ...ceilings } = base.platform.ceilings;
      const without = { ...base, platform: { ...base.platform, ceilings } };
      expect(freedom(evaluatePolicy(without, action, known))).toBeLessThanOrEqual(
        freedom(evaluatePolicy(base, action, known)),
      );
    }),
    runs,
  );
});

const listed = (names: readonly string[]) => fc.option(fc.subarray([...names], { minLength: 1 }), { nil: undefined });
const rule = fc
  .record({
    tools: listed(tools.slice(0, 3).map((tool) => `infrastructure.${tool}`)),
    environments: listed(['laptop', 'staging', 'production']),
    services: listed(['payments', 'checkout']),
    risks: fc.option(fc.subarray(['reversible', 'destructive'] as const, { minLength: 1 }), { nil: undefined }),
  })
  .filter(({ tools: some, environments, services, risks }) => Boolean(some ?? environments ?? services ?? risks));

test('one more forbid or freeze never lets more happen', () => {
  fc.assert(
    fc.property(rule, fc.boolean(), asked, (scope, isForbid, [action, known]) => {
      const layer = isForbid
        ? { forbids: [{ rule: 'forbid.it', reason: 'a test', ...scope }] }
        : {
            freezes: [
              {
                rule: 'freeze.it',
                reason: 'a test',
                window: { kind: 'single', zone: 'UTC', from: 0, to: Date.parse(NOW) * 2 } as const,
                ...scope,
              },
            ],
          };
      const more = { ...base, platform: { ...base.platform, ...layer } };
      expect(freedom(evaluatePolicy(more, action, known))).toBeLessThanOrEqual(
        freedom(evaluatePolicy(base, action, known)),
      );
    }),
    runs,
  );
});

test('what an owner writes and what the platform writes is the same where only one of them is stricter', () => {
  const own = fc.record({
    instancesAtOnce: fc.integer({ min: 0, max: 50 }),
    percent: fc.integer({ min: 1, max: 100 }),
    minReady: fc.nat(12),
  });
  // By this tool the platform limits nothing closer than by its ceilings.
  const platformWith = (ceilings: object) =>
    changed((it) => {
      it['ceilings'] = { ...(it['ceilings'] as object), ...ceilings };
      it['limits'] = { 'infrastructure.restart_deployment': ceilings };
    });
  const open = platformWith({ instancesAtOnce: 50, percent: 100, minReady: 0 });
  fc.assert(
    fc.property(own, mild, (ceilings, [action, known]) => {
      const byOwner = evaluatePolicy(policyOf({ platform: open, owners: [ownerText({ ceilings })] }), action, known);
      const byPlatform = evaluatePolicy(policyOf({ platform: platformWith(ceilings) }), action, known);
      expect({ ...byOwner, policySha256: '' }).toEqual({ ...byPlatform, policySha256: '' });
      expect(freedom(byOwner)).toBeLessThanOrEqual(
        freedom(evaluatePolicy(policyOf({ platform: open }), action, known)),
      );
    }),
    { numRuns: 80 },
  );
});

test('the strictest of some limits is looser than none of them', () => {
  const some = fc
    .dictionary(fc.constantFrom(...limitNames), fc.nat(100))
    .map((limits) => limits as ReturnType<typeof limitsIn>);
  fc.assert(
    fc.property(fc.array(some, { maxLength: 4 }), (all) => {
      const found = strictest(all);
      for (const name of limitNames) {
        const values = all.flatMap((limits) => limits[name] ?? []);
        const value = found[name];
        expect(value === undefined).toBe(values.length === 0);
        for (const other of values) expect(isLooser(name, value ?? NaN, other)).toBe(false);
      }
    }),
  );
});

test('a fact that is taken away never lets more happen, and what is written needs them all', () => {
  const needed = ['owner', 'reach', 'switches', 'past', 'lockedBy', 'now'] as const;
  fc.assert(
    fc.property(fc.constantFrom(...needed), asked, (name, [action, known]) => {
      const without = evaluatePolicy(base, action, { ...known, [name]: undefined });
      // What was done before does not matter to an undo.
      if (name === 'past' && action.part === 'undo')
        expect(freedom(without)).toBe(freedom(evaluatePolicy(base, action, known)));
      else expect(without.kind).toBe('deny');
    }),
    runs,
  );
  const strict = policyOf({
    platform: changed((it) => {
      it['forbid'] = [{ name: 'it', environments: ['laptop'], risks: ['reversible'], reason: 'a test' }];
      it['ceilings'] = { ...(it['ceilings'] as object), errorBudget: { reversible: 0.6, destructive: 0.1 } };
    }),
  });
  fc.assert(
    fc.property(asked, ([action, known]) => {
      const without = evaluatePolicy(strict, action, { ...known, risk: undefined });
      expect(freedom(without)).toBeLessThanOrEqual(freedom(evaluatePolicy(strict, action, known)));
    }),
    runs,
  );
});

test('an empty reach is denied, whatever else is so', () => {
  fc.assert(
    fc.property(asked, fc.nat(9), ([action, known], inAll) => {
      expect(evaluatePolicy(base, action, { ...known, reach: reachOf(0, inAll) }).kind).toBe('deny');
    }),
    runs,
  );
});

test('whatever stands in action and facts, it is judged and not thrown', () => {
  const anything = fc.anything({ maxDepth: 3 });
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom(...Object.keys(ACTION)), anything),
      fc.dictionary(fc.constantFrom(...Object.keys(FACTS)), anything),
      (action, known) => {
        const verdict = evaluatePolicy(base, { ...ACTION, ...action }, { ...FACTS, ...known });
        expect(verdict.policySha256).toBe(base.sha256);
      },
    ),
    runs,
  );
});

/** The same document with the keys of every map in another order, and rules and names too. */
function shuffled(value: unknown, random: () => number): unknown {
  if (Array.isArray(value)) {
    return value
      .map((inner) => ({ inner: shuffled(inner, random), at: random() }))
      .sort((one, other) => one.at - other.at)
      .map(({ inner }) => inner);
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => ({ key, inner: shuffled(inner, random), at: random() }));
  return Object.fromEntries(entries.sort((one, other) => one.at - other.at).map(({ key, inner }) => [key, inner]));
}

test('the order of keys and rules changes nothing, not even the SHA-256', () => {
  const text = changed((it) => {
    it['forbid'] = ['b', 'a', 'c'].map((name) => ({
      name,
      tools: ['infrastructure.restart_pod', 'infrastructure.scale_deployment'],
      services: ['payments', 'checkout'],
      reason: 'a test',
    }));
    it['freezes'] = ['d', 'c'].map((name) => ({
      name,
      zone: 'UTC',
      weekly: { days: ['wed', 'sat'], from: '00:00', to: '24:00' },
      risks: ['destructive'],
      reason: 'a test',
    }));
    it['second'] = ['x', 'y', 'z'];
  });
  const policy = policyOf({ platform: text });
  expect(policy.sha256).not.toBe(policyOf({ platform: defaultText }).sha256);
  fc.assert(
    fc.property(fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), asked, (stream, [action, known]) => {
      const random = () => stream.next().value as number;
      const other = policyOf({ platform: stringify(shuffled(parse(text), random)) });
      expect(other.sha256).toBe(policy.sha256);
      expect(evaluatePolicy(other, action, known)).toEqual(evaluatePolicy(policy, action, known));
    }),
    { numRuns: 60 },
  );
});
