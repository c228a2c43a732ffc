import { expect, test } from 'vitest';
import { parseConfiguration } from '#configuration/load-configuration';
import type { SwitchScope } from '#core/policy/facts';
import { stops } from '#workers/execution/switch-reach';

const configuration = parseConfiguration(
  `apiVersion: holdfast/v1
kind: Configuration
catalogue:
  services: { payments: { owner: money }, web: {} }
toolServers:
  deployments: { adapter: lab, environments: { production: { url: http://127.0.0.1:1, writes: {} } } }
`,
  'holdfast.yaml',
);
const action = { environment: 'production', service: 'payments', server: 'deployments' };

test.each<[SwitchScope['kind'], string, boolean]>([
  ['global', '', true],
  ['environment', 'production', true],
  ['environment', 'staging', false],
  ['service', 'payments', true],
  ['service', 'web', false],
  ['owner', 'money', true],
  ['owner', 'others', false],
  ['adapter', 'lab', true],
  ['adapter', 'deployments', true],
  ['adapter', 'kubernetes', false],
])('the switch %s "%s" stops a rollback of payments in production: %s', (kind, name, expected) => {
  expect(stops({ kind, name }, action, configuration)).toBe(expected);
});

test("a service without an owner is no owner's", () => {
  expect(stops({ kind: 'owner', name: 'money' }, { ...action, service: 'web' }, configuration)).toBe(false);
  expect(stops({ kind: 'owner', name: 'money' }, { ...action, service: 'toString' }, configuration)).toBe(false);
});
