import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { evaluatePolicy } from '#core/policy/evaluate-policy';
import { ACTION, changed, compilation, defaultText, FACTS, ownerText } from './example-policy.ts';

const everything = changed((it) => {
  const scope = {
    tools: ['infrastructure.restart_pod'],
    environments: ['production'],
    services: ['payments'],
    risks: ['destructive'],
  };
  it['forbid'] = [{ name: 'a', reason: 'a test', ...scope }];
  it['freezes'] = [
    { name: 'a', reason: 'a test', zone: 'Europe/Berlin', cron: '0 17 * * 5', for: '63h', ...scope },
    { name: 'b', reason: 'a test', zone: 'Asia/Kolkata', weekly: { days: ['mon'], from: '22:00', to: '06:00' } },
    { name: 'c', reason: 'a test', zone: 'UTC', from: '2026-12-23T18:00', to: '2027-01-04T08:00' },
  ];
  it['environments'] = { production: { reversible: 'two_approvals', ceilings: { instancesAtOnce: 5 } } };
  it['breakGlass'] = { groups: ['sre'] };
});
const owner = ownerText({
  ceilings: { cooldown: '10m', hours: { days: ['mon'], from: '09:00', to: '17:00', zone: 'Europe/Berlin' } },
  limits: { 'infrastructure.scale_deployment': { replicas: { max: 20 } } },
  breaker: { bad: 1 },
});

const odd = fc.oneof(
  fc.constantFrom(
    '',
    '__proto__',
    'constructor',
    '5m',
    '-1s',
    'UTC',
    'production',
    '0 0 * * *',
    -1,
    0.5,
    1e9,
    NaN,
    Infinity,
    null,
    true,
  ),
  fc.jsonValue({ maxDepth: 3 }),
);

/** Puts something odd at a place, or takes out what is there. */
function mutate(value: unknown, [seed, isRemoval, instead]: readonly [number, boolean, unknown]): unknown {
  if (typeof value !== 'object' || value === null) return instead;
  const keys = Object.keys(value);
  const key = keys[seed % (keys.length + 1)];
  if (key === undefined) return instead;
  const inner = (value as Record<string, unknown>)[key];
  const next = Math.floor(seed / (keys.length + 1));
  const isHere = typeof inner !== 'object' || inner === null;
  const changedInner = mutate(inner, [next, isRemoval, instead]);
  if (Array.isArray(value)) {
    return value.flatMap((one: unknown, index) =>
      String(index) !== key ? [one] : isRemoval && isHere ? [] : [changedInner],
    );
  }
  const { [key]: _gone, ...others } = value as Record<string, unknown>;
  return isRemoval && isHere ? others : { ...others, [key]: changedInner };
}

const mutations = fc.array(fc.tuple(fc.nat(), fc.boolean(), odd), { minLength: 1, maxLength: 3 });
const mutated = (text: string) => mutations.map((all) => stringify(all.reduce(mutate, parse(text) as unknown)));

test('the documents that are mutated are accepted as they are', () => {
  expect(compilation({ platform: everything, owners: [owner] }).problems).toEqual([]);
});

test('whatever stands in a policy, it is compiled and judges, or is refused with its places', () => {
  const texts = fc.oneof(
    fc.tuple(mutated(everything), fc.constant(owner)),
    fc.tuple(fc.constant(everything), mutated(owner)),
    fc.tuple(fc.string(), fc.constant(owner)),
  );
  let compiled = 0;
  fc.assert(
    fc.property(texts, ([platform, own]) => {
      const { policy, problems } = compilation({ platform, owners: [own] });
      for (const { line, column, problem, remedy } of problems) {
        expect(line).toBeGreaterThanOrEqual(1);
        expect(column).toBeGreaterThanOrEqual(1);
        expect(problem).not.toBe('');
        expect(remedy).not.toBe('');
      }
      expect(policy === undefined).toBe(problems.some(({ severity }) => severity === 'error'));
      if (!policy) return;
      compiled += 1;
      expect(evaluatePolicy(policy, ACTION, FACTS).rules[0]?.rule).not.toBe('error');
    }),
    { numRuns: 600 },
  );
  expect(compiled).toBeGreaterThan(0);
});

test('a policy that cannot be used at all denies', () => {
  const { policy } = compilation({ platform: defaultText });
  const broken = { ...policy, platform: undefined } as unknown as NonNullable<typeof policy>;
  expect(evaluatePolicy(broken, ACTION, FACTS)).toMatchObject({ kind: 'deny', rules: [{ rule: 'error' }] });
});
