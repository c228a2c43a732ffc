import { expect, test } from 'vitest';
import { Configuration } from '#configuration/configuration';
import { writeChecks } from '#configuration/write-checks';

const problemsOf = (parts: object) =>
  writeChecks(Configuration.parse({ apiVersion: 'holdfast/v2', kind: 'Configuration', ...parts })).map(
    ({ path, severity, problem }) => `${severity} ${path.join('.')}: ${problem}`,
  );
const lab = { environments: { production: { adapter: 'lab', url: 'http://127.0.0.1:1', writes: {} } } };

test('an environment that can be written to needs somebody who can approve, and owners their groups', () => {
  expect(
    problemsOf({ toolServers: { deployments: lab }, catalogue: { services: { web: { owner: 'shop' } } } }),
  ).toEqual([
    'warning approvals.environments: production can be written to, and nobody can approve there',
    'warning catalogue.owners: no group speaks for shop, so nobody can approve writes to its services',
  ]);
});

test('an identity provider and a destination that are named have to be there', () => {
  expect(
    problemsOf({
      approvals: {
        issuers: { company: { issuer: 'https://login.example.com', clientId: 'holdfast' } },
        environments: { production: { kind: 'production', issuer: 'compny' } },
      },
      execution: { escalateTo: 'security' },
    }),
  ).toEqual([
    'error approvals.environments.production.issuer: no identity provider "compny"',
    'error execution.escalateTo: no destination "security"',
  ]);
});

test('an issuer is reached by https, except a development one on this machine', () => {
  const issuer = (entry: object) =>
    Configuration.safeParse({
      apiVersion: 'holdfast/v2',
      kind: 'Configuration',
      approvals: { issuers: { company: { clientId: 'holdfast', ...entry } } },
    }).success;
  expect(issuer({ issuer: 'https://login.example.com' })).toBe(true);
  expect(issuer({ issuer: 'http://login.example.com', development: true })).toBe(false);
  expect(issuer({ issuer: 'http://127.0.0.1:8491' })).toBe(false);
  expect(issuer({ issuer: 'http://127.0.0.1:8491', development: true })).toBe(true);
});
