import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { changed, compilation, defaultText, ownerText, policyOf, problemsOf } from './example-policy.ts';

const set = (path: string, value: unknown) =>
  changed((it) => {
    const keys = path.split('/');
    const last = keys.pop() ?? '';
    const at = keys.reduce((inner, key) => inner[key] as Record<string, unknown>, it);
    at[last] = value;
  });

describe("what is looser in an owner's file is an error that names both values:", () => {
  test.each([
    [{ ceilings: { replicas: { min: 0 } } }, 'ceilings.replicas.min', /^0 is looser than 1,/, 'Write at least 1.'],
    [{ ceilings: { replicas: { max: 51 } } }, 'ceilings.replicas.max', /^51 is looser than 50,/, 'Write at most 50.'],
    [{ ceilings: { replicas: { maxDelta: 11 } } }, 'ceilings.replicas.maxDelta', /^11 .* 10,/, 'Write at most 10.'],
    [{ ceilings: { instancesAtOnce: 60 } }, 'ceilings.instancesAtOnce', /^60 .* 50,/, 'Write at most 50.'],
    [{ ceilings: { rollbackMaxAge: '31d' } }, 'ceilings.rollbackMaxAge', /^31d .* 30d,/, 'Write at most 30d.'],
    [{ ceilings: { cooldown: '29s' } }, 'ceilings.cooldown', /^29s .* 30s,/, 'Write at least 30s.'],
    [{ ceilings: { rate: { count: 11 } } }, 'ceilings.rate.count', /^11 .* 10,/, 'Write at most 10.'],
    [{ ceilings: { rate: { per: '59m' } } }, 'ceilings.rate.per', /^59m .* 1h,/, 'Write at least 1h.'],
    [
      { ceilings: { errorBudget: { destructive: 0 } } },
      'ceilings.errorBudget.destructive',
      /^0 .* 0\.1,/,
      'Write at least 0.1.',
    ],
    [{ breaker: { bad: 3 } }, 'breaker.bad', /^3 .* 2,/, 'Write at most 2.'],
    [{ breaker: { within: '30m' } }, 'breaker.within', /^30m .* 1h,/, 'Write at least 1h.'],
    [
      { limits: { 'infrastructure.restart_pod': { instancesAtOnce: 2 } } },
      'limits."infrastructure.restart_pod".instancesAtOnce',
      /^2 .* 1,/,
      'Write at most 1.',
    ],
    [
      { environments: { staging: { ceilings: { cooldown: '1s' } } } },
      'environments.staging.ceilings.cooldown',
      /^1s .* 30s,/,
      'Write at least 30s.',
    ],
    [
      { environments: { production: { reversible: 'notified' } } },
      'environments.production.reversible',
      /need one_approval at least, and notified is looser/,
      'Write one_approval or two_approvals, or remove it.',
    ],
    [
      { environments: { staging: { reversible: 'automatic' } } },
      'environments.staging.reversible',
      /need notified/,
      'Write notified or one_approval or two_approvals, or remove it.',
    ],
  ])('%j', (content, path, problem, remedy) => {
    const [found, ...more] = problemsOf({ owners: [ownerText(content)] });
    expect(found).toMatchObject({ severity: 'error', file: 'owner-1.yaml', path, remedy });
    expect(found?.problem).toMatch(problem);
    expect(found?.line).toBeGreaterThan(3);
    expect(more).toEqual([]);
  });
});

describe('what would never apply, or speaks of what is not there, is an error with its remedy:', () => {
  test.each([
    [
      'an unknown environment',
      { environments: { prodution: { reversible: 'two_approvals' } } },
      /no environment "prodution"/,
      /Did you mean production\?/,
    ],
    [
      "another owner's service",
      { forbid: [{ name: 'a', services: ['checkout'], reason: 'a test' }] },
      /no service of team-payments "checkout"/,
      /payments/,
    ],
    [
      'an unknown tool',
      {
        freezes: [
          {
            name: 'a',
            zone: 'UTC',
            from: '2026-01-01T00:00',
            to: '2026-01-02T00:00',
            tools: ['infrastructure.restart_pods'],
            reason: 'a test',
          },
        ],
      },
      /no tool with limits "infrastructure.restart_pods"/,
      /Did you mean infrastructure\.restart_pod\?/,
    ],
    [
      'limits of a tool that may not write',
      { limits: { 'infrastructure.drain_node': { percent: 10 } } },
      /no limits for infrastructure\.drain_node/,
      /Known/,
    ],
    [
      'a limit that the platform has not',
      { limits: { 'infrastructure.restart_pod': { rollbackMaxAge: '1d' } } },
      /nothing to tighten/,
      /Remove it/,
    ],
    [
      'no number between',
      { ceilings: { replicas: { min: 9, max: 8 } } },
      /at least 9 and at most 8 replicas/,
      /Correct one/,
    ],
    [
      'two rules of one name',
      { forbid: ['x', 'x'].map((name) => ({ name, risks: ['destructive'], reason: 'a test' })) },
      /a second rule "x"/,
      /name of its own/,
    ],
    ['a rule for everything', { forbid: [{ name: 'a', reason: 'a test' }] }, /kill switch/, /Correct it/],
    [
      'a freeze backwards',
      { freezes: [{ name: 'a', zone: 'UTC', from: '2026-01-02T00:00', to: '2026-01-02T00:00', reason: 'a test' }] },
      /ends before it begins/,
      /later moment/,
    ],
    [
      'a day that is none',
      { freezes: [{ name: 'a', zone: 'UTC', from: '2026-02-30T00:00', to: '2026-03-02T00:00', reason: 'a test' }] },
      /no such day/,
      /Correct it/,
    ],
    [
      'a zone that is none',
      { freezes: [{ name: 'a', zone: 'CET', cron: '0 1 * * *', for: '1h', reason: 'a test' }] },
      /IANA/,
      /Correct it/,
    ],
    [
      'cron that is none',
      { freezes: [{ name: 'a', zone: 'UTC', cron: '* * * * *', for: '1h', reason: 'a test' }] },
      /1440 times a day/,
      /Correct it/,
    ],
    ['a key that is none', { ceilings: { cooldwn: '1h' } }, /did you mean `cooldown`/, /Rename/],
  ])('%s', (_what, content, problem, remedy) => {
    const [found] = problemsOf({ owners: [ownerText(content)] });
    expect(found).toMatchObject({ severity: 'error', file: 'owner-1.yaml' });
    expect(found?.problem).toMatch(problem);
    expect(found?.remedy).toMatch(remedy);
    expect(compilation({ owners: [ownerText(content)] }).policy).toBeUndefined();
  });
});

test("the platform's own file stays within its ceilings and the default table, and leaves no ceiling out", () => {
  const said = (text: string) => problemsOf({ platform: text }).map(({ path, problem }) => `${path}: ${problem}`);
  expect(said(set('limits/infrastructure.restart_pod/instancesAtOnce', 51))).toEqual([
    'limits."infrastructure.restart_pod".instancesAtOnce: 51 is looser than 50, which it may only tighten',
  ]);
  expect(said(set('environments', { production: { destructive: 'one_approval' } }))).toEqual([
    expect.stringMatching(/^environments\.production\.destructive: .* need two_approvals at least/),
  ]);
  for (const key of [
    'replicas',
    'instancesAtOnce',
    'percent',
    'minReady',
    'rollbackMaxAge',
    'cooldown',
    'rate',
    'errorBudget',
  ]) {
    expect(said(set(`ceilings/${key}`, undefined))).toEqual([expect.stringMatching(new RegExp(`${key}. is missing`))]);
  }
});

test('owners that nobody knows, two files of one owner, and a file of another kind are refused', () => {
  const found = problemsOf({
    owners: [ownerText({}), ownerText({}), ownerText({}, 'team-paymens'), defaultText, 'kind: OwnerPolicy\nowner: ['],
  });
  expect(found.map(({ file }) => file)).toEqual(['owner-2.yaml', 'owner-3.yaml', 'owner-4.yaml', 'owner-5.yaml']);
  expect(found.map(({ problem, remedy }) => `${problem} ${remedy}`).join('\n')).toMatch(
    /another file is the policy of team-payments too.*\n.*no owner "team-paymens".*Did you mean team-payments.*\n.*the kind is "Policy".*Write OwnerPolicy/,
  );
});

test('comments and the way it is written do not change its SHA-256, numbers do', () => {
  const { sha256 } = policyOf();
  expect(sha256).toMatch(/^[0-9a-f]{64}$/);
  expect(policyOf({ platform: `# a comment\n${defaultText}` }).sha256).toBe(sha256);
  expect(policyOf({ platform: set('ceilings/cooldown', '31s') }).sha256).not.toBe(sha256);
  expect(
    policyOf({ owners: [stringify({ apiVersion: 'holdfast/v1', kind: 'OwnerPolicy', owner: 'team-shop' })] }).sha256,
  ).not.toBe(sha256);
});
