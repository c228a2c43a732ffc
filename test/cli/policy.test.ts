import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { policyCommand } from '../../cli/policy.ts';
import { defaultText, ownerText } from '../core/policy/example-policy.ts';

let folder: string;
let config: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-policy-'));
  config = join(folder, 'holdfast.yaml');
  writeFileSync(
    config,
    `apiVersion: holdfast/v2
kind: Configuration
catalogue:
  owners: { team-payments: { groups: [payments-oncall] } }
  services: { payments: { owner: team-payments } }
approvals: { environments: { production: { kind: production }, staging: { kind: staging } } }
policy: { file: policy.yaml }
`,
  );
  writeFileSync(join(folder, 'policy.yaml'), defaultText);
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  vi.restoreAllMocks();
});

/** @returns what it printed, what it said beside it, and the code it ends with */
async function type(...words: readonly string[]) {
  const [out, err]: [string[], string[]] = [[], []];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => out.push(String(text)) > 0);
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => err.push(String(text)) > 0);
  process.exitCode = undefined;
  try {
    await policyCommand().parseAsync([...words, '--config', config], { from: 'user' });
    return { out: out.join(''), err: err.join(''), code: process.exitCode ?? 0 };
  } finally {
    process.exitCode = undefined;
    vi.restoreAllMocks();
  }
}

const replace = (from: string, to: string) => writeFileSync(join(folder, 'policy.yaml'), defaultText.replace(from, to));

test('check is content with the policy that comes with Holdfast', async () => {
  expect(await type('check')).toMatchObject({
    out: expect.stringMatching(/policy\.yaml\n1 file checked: 0 errors, policy [0-9a-f]{12}\n$/),
    code: 0,
  });
});

test('check tells each problem with line and remedy and ends with 1', async () => {
  replace('cooldown: 30s', 'cooldwn: 30s');
  const { out, code } = await type('check');
  expect(out).toMatch(
    /policy\.yaml:\d+:\d+: error: ceilings\.cooldwn: unknown key `cooldwn`; did you mean `cooldown`\? Rename it\./,
  );
  expect(out).toMatch(/1 file checked: 1 error\n$/);
  expect(code).toBe(1);
  const { out: json } = await type('check', '--json');
  expect(JSON.parse(json)).toMatchObject([{ severity: 'error', path: 'ceilings.cooldwn' }]);
});

test('where the configuration cannot be read there is nothing to judge: 2', async () => {
  writeFileSync(config, 'kind: [');
  for (const words of [['check'], ['test'], ['explain', '--service', 'a', '--environment', 'b', '--tool', 'c.d']]) {
    const { out, err, code } = await type(...words);
    expect({ out, code }).toEqual({ out: '', code: 2 });
    expect(err).toMatch(/holdfast\.yaml:1:/);
  }
});

test('the cases that come with Holdfast come out as they say', async () => {
  const { out, code } = await type('test', 'policies/cases.yaml');
  expect(out).not.toMatch(/✗/);
  expect(out).toMatch(/(\d+) of \1 as expected\n$/);
  expect(code).toBe(0);
});

test('a case that comes out otherwise is told with what the policy said, and ends with 1', async () => {
  writeFileSync(
    join(folder, 'cases.yaml'),
    `apiVersion: holdfast/v1
kind: PolicyCases
given:
  action: { environment: staging, service: payments, tool: infrastructure.restart_pod }
  facts: { risk: reversible, reach: { instances: 1, inAll: 3, ready: 3 } }
cases:
  - { name: it just runs, expect: automatic, notified: true }
  - { name: it is denied, expect: deny, rules: [limit.percent] }
`,
  );
  const { out, code } = await type('test');
  expect(out).toMatch(
    /✓ it just runs\n✗ it is denied\n {4}expected deny, and it is automatic\n {4}expected rules \["limit\.percent"\], and got \["default\.staging\.reversible"\]\n/,
  );
  expect(out).toMatch(/1 of 2 as expected/);
  expect(code).toBe(1);
});

test('cases that are not there are told with an example of some, and end with 2', async () => {
  const { err, code } = await type('test');
  expect(err).toMatch(
    /cases\.yaml:1:1: error: there is no such file\. Write one; .*policies\/cases\.yaml is an example/,
  );
  expect(code).toBe(2);
});

test('explain tells who may approve, the limits after tightening, and freezes now and next', async () => {
  replace(
    'second: [',
    "freezes: [{ name: weekend, zone: Europe/Berlin, cron: '0 17 * * 5', for: 63h, reason: nobody is there }]\nsecond: [",
  );
  writeFileSync(config, readFileSync(config, 'utf8').replace('policy.yaml }', 'policy.yaml, owners: owners }'));
  mkdirSync(join(folder, 'owners'));
  writeFileSync(
    join(folder, 'owners', 'payments.yaml'),
    ownerText({ limits: { 'infrastructure.scale_deployment': { replicas: { max: 7 } } } }),
  );
  const question = [
    'explain',
    '--service',
    'payments',
    '--environment',
    'production',
    '--tool',
    'infrastructure.scale_deployment',
  ];
  const { out, code } = await type(
    ...question,
    '--replicas',
    '8',
    '--at',
    '2026-03-28T12:00:00Z',
    '--risk',
    'destructive',
  );
  expect(code).toBe(0);
  const lines = out.split('\n');
  expect(lines.slice(0, 10)).toEqual([
    'infrastructure.scale_deployment on payments (owner team-payments) in production, destructive, on 2026-03-28 12:00 UTC',
    '',
    'Denied:',
    '  freeze.weekend, until 2026-03-30 09:00 Europe/Berlin: nobody is there',
    '  limit.replicas.max: 8 replicas, and at most 7 are allowed',
    "Otherwise it waits for 2 people of 2 groups, one of them the owner's.",
    '  May approve: payments-oncall',
    '  May approve as the second: incident-commanders',
    '  Each of them signs in for the decision.',
    '',
  ]);
  expect(out).toContain('No tool may exceed, regardless of approvals:\n  replicas, at least: 1  (replicas.min)\n');
  expect(out).toContain('  replicas, at most: 50  (replicas.max)\n');
  expect(out).toContain('  replicas, at most: 7  (replicas.max)\n');
  expect(out).not.toContain('errorBudget.reversible');
  expect(out).toContain(
    'Freezes:\n  freeze.weekend: nobody is there; next from 2026-04-03 17:00 Europe/Berlin to 2026-04-06 08:00 Europe/Berlin\n',
  );
  expect((await type('explain', '--service', 'x', '--environment', 'y', '--tool', 'a.b')).out).toMatch(
    /^Denied: the catalogue has no service "x" with an owner\. It has: payments\.\n$/,
  );
});

const asked = ['explain', '--service', 'payments', '--tool', 'infrastructure.restart_pod', '--environment'];

test('explain says what waits and what runs by itself as one reads it', async () => {
  const { out: waits } = await type(...asked, 'production');
  expect(waits).toMatch(/UTC\n\nIt waits for 1 person of the owner's groups\.\n {2}May approve: payments-oncall\n/);
  expect(waits).toMatch(/\nThere are no freezes for it\.\n$/);
  const { out: runs } = await type(...asked, 'staging');
  expect(runs).toMatch(/\n\nIt runs without approval and sends a notification\.\n\nNo tool may exceed/);
});

test('explain takes a day for its start in UTC, and tells of what it does not take', async () => {
  const head = async (at: string) => (await type(...asked, 'production', '--at', at)).out.split('\n')[0];
  expect(await head('2026-12-24')).toMatch(/, on 2026-12-24 00:00 UTC$/);
  expect(await head('2026-12-24T18:00:00+01:00')).toMatch(/, on 2026-12-24 17:00 UTC$/);
  for (const at of ['tomorrow', '2026-02-31', '2026-12-24T18:00:00', '24.12.2026', '2026-12-24T25:00:00Z']) {
    const command = policyCommand();
    for (const each of command.commands) each.exitOverride().configureOutput({ writeErr: () => undefined });
    await expect(
      command.parseAsync([...asked, 'production', '--at', at, '--config', config], { from: 'user' }),
    ).rejects.toThrow(/Give a time with its zone \(.*, a day \(2026-03-01, its start in UTC\)/);
  }
});

test('explain names what is near to a tool, a service or an environment that is not known', async () => {
  const { out: tool } = await type(...asked.slice(0, 3), '--tool', 'infrastructure.restart_pods', '--environment', 'x');
  expect(tool).toContain('Did you mean "infrastructure.restart_pod"?');
  expect(tool).toContain("Otherwise it waits for 1 person of the owner's groups.");
  expect((await type('explain', '--service', 'paymnts', ...asked.slice(3), 'x')).out).toContain('mean "payments"?');
  expect((await type(...asked, 'stagin')).out).toContain(
    'in stagin (not listed, so it counts as production. Did you mean "staging"?), reversible',
  );
});

test('explain says when actions may run at all, and that they are denied outside', async () => {
  replace('ceilings:\n', "ceilings:\n  hours: { zone: UTC, days: [mon, tue], from: '09:00', to: '17:00' }\n");
  const { out: friday } = await type(...asked, 'production', '--at', '2026-12-25T10:00:00Z');
  expect(friday).toContain('Denied:\n  limit.hours: it is 2026-12-25 10:00 UTC, outside the hours\n');
  expect(friday).toContain('\nOnly on mon, tue from 09:00 to 17:00 UTC.\n');
  expect((await type(...asked, 'production', '--at', '2026-12-28T10:00:00Z')).out).not.toContain('Denied');
});

test('a tool that reads is told as one that runs by itself, whether its server is configured or not', async () => {
  const read = ['explain', '--service', 'payments', '--environment', 'production'];
  const tool = ['--tool', 'metrics.get_service_golden_signals'];
  const { out } = await type(...read, ...tool);
  expect(out).toMatch(
    /production, read, on .*\n\nIt runs without approval\.\n {2}default\.read: reading changes nothing/,
  );
  expect(out).not.toContain('Denied');
  appendFileSync(
    config,
    'toolServers: { metrics: { environments: { production: { adapter: prometheus, url: "http://127.0.0.1:9" } } } }\n',
  );
  expect((await type(...read, ...tool, '--risk', 'destructive')).out).toContain('default.read');
  expect((await type(...read, '--tool', 'metrics.no_such_tool')).out).toContain('Denied');
});

test('explain takes how long from now or ago, as its help says', async () => {
  const head = async (at: string) => (await type(...asked, 'production', '--at', at)).out.split('\n')[0];
  vi.useFakeTimers({ now: Date.parse('2026-12-24T12:00:00Z'), toFake: ['Date'] });
  try {
    expect(await head('+2h')).toMatch(/, on 2026-12-24 14:00 UTC$/);
    expect(await head('-7d')).toMatch(/, on 2026-12-17 12:00 UTC$/);
  } finally {
    vi.useRealTimers();
  }
});
