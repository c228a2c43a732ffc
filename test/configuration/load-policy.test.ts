import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseConfiguration } from '#configuration/load-configuration';
import { loadPolicy } from '#configuration/load-policy';
import { DocumentError, type Problem } from '#core/documents/problem';
import { defaultText, ownerText } from '../core/policy/example-policy.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-policy-'));
  mkdirSync(join(folder, 'owners'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const catalogue =
  'catalogue:\n  owners: { team-payments: { groups: [payments-oncall] } }\n' +
  '  services: { payments: { owner: team-payments }, orphan: {} }\n';
const environments =
  'approvals:\n  environments: { production: { kind: production }, laptop: { kind: development, signInToDecide: true } }\n' +
  'toolServers: { infrastructure: { environments: { edge: { adapter: lab, url: "http://localhost:1" } } } }\n';

function load(policy = '') {
  const text = `apiVersion: holdfast/v2\nkind: Configuration\n${catalogue}${environments}${policy}`;
  return loadPolicy(parseConfiguration(text, 'holdfast.yaml'), join(folder, 'holdfast.yaml'));
}

async function problemsOf(policy: string): Promise<readonly Problem[]> {
  const error: unknown = await load(policy).catch((thrown: unknown) => thrown);
  if (!(error instanceof DocumentError)) throw new Error('It was loaded.');
  return error.problems;
}

test('without a file of its own, the policy that comes with Holdfast counts, for the services of the configuration', async () => {
  const policy = await load();
  expect(policy.services).toEqual({ payments: 'team-payments' });
  expect(policy.owners).toEqual({ 'team-payments': ['payments-oncall'] });
  expect(policy.backEnds).toEqual([{ server: 'infrastructure', environment: 'edge', name: 'lab', adapter: 'lab' }]);
  expect(policy.environments).toEqual({
    edge: { kind: 'production', signIn: true },
    laptop: { kind: 'development', signIn: true },
    production: { kind: 'production', signIn: true },
  });
  expect(Object.keys(policy.platform.limits)).toContain('deployments.rollback_deployment');
});

test("the platform's file and those of owners are found beside the configuration", async () => {
  writeFileSync(join(folder, 'mine.yaml'), defaultText.replace('cooldown: 30s', 'cooldown: 40s'));
  writeFileSync(join(folder, 'owners', 'payments.yml'), ownerText({ ceilings: { cooldown: '50s' } }));
  writeFileSync(join(folder, 'owners', 'README.md'), 'not a policy');
  const policy = await load('policy: { file: mine.yaml, owners: owners }\n');
  expect(policy.platform.ceilings.cooldown).toBe(40);
  expect(policy.tightened['team-payments']?.ceilings.cooldown).toBe(50);
});

test('a file that is not there is no policy, and what to do is told', async () => {
  expect(await problemsOf('policy: { file: gone.yaml }\n')).toMatchObject(
    [
      {
        file: join(folder, 'gone.yaml'),
        problem: 'there is no such file',
        remedy: /policy\.file.*policies\/default\.yaml/,
      },
    ].map(({ remedy, ...rest }) => ({ ...rest, remedy: expect.stringMatching(remedy) as string })),
  );
});

test('a folder that is not there is no policy either', async () => {
  const [problem] = await problemsOf('policy: { owners: nowhere }\n');
  expect(problem).toMatchObject({ file: join(folder, 'nowhere') });
  expect(problem?.problem).toMatch(/there is no such folder/);
});

test('every problem of every file is told at once', async () => {
  writeFileSync(join(folder, 'mine.yaml'), defaultText.replace('cooldown: 30s', 'cooldown: soon'));
  writeFileSync(join(folder, 'owners', 'a.yaml'), ownerText({ ceilings: { cooldwn: '1h' } }));
  writeFileSync(join(folder, 'owners', 'b.yaml'), Buffer.from([0xff, 0xfe]));
  const files = (await problemsOf('policy: { file: mine.yaml, owners: owners }\n')).map(({ file }) => file);
  expect(files.toSorted()).toEqual(['mine.yaml', 'owners/a.yaml', 'owners/b.yaml'].map((name) => join(folder, name)));
});
