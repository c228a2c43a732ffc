import { expect, test } from 'vitest';
import type { SwitchScope } from '#core/policy/facts';
import { type StoppableWrite, stops } from '#core/policy/stopped-writes';

const write: StoppableWrite = {
  environment: 'production',
  service: 'payments',
  owner: 'money',
  server: 'deployments',
  adapter: 'kubernetes',
  backEnd: 'cluster-east',
};

test.each<[SwitchScope['kind'], string, boolean]>([
  ['global', '', true],
  ['environment', 'production', true],
  ['environment', 'staging', false],
  ['service', 'payments', true],
  ['service', 'web', false],
  ['owner', 'money', true],
  ['owner', 'others', false],
  ['adapter', 'deployments', true],
  ['adapter', 'kubernetes', true],
  ['adapter', 'cluster-east', true],
  ['adapter', 'cluster-west', false],
  ['adapter', 'lab', false],
])('the switch %s "%s" stops a rollback of payments in production: %s', (kind, name, expected) => {
  expect(stops({ kind, name }, write)).toBe(expected);
});

test('a switch of a kind that this version does not know stops every write', () => {
  expect(stops({ kind: 'planet' as SwitchScope['kind'], name: 'mars' }, write)).toBe(true);
});

test('a switch of an owner, an adapter or a back end does not stop a write that has none', () => {
  const { environment, service, server } = write;
  const bare = { environment, service, server };
  expect(stops({ kind: 'owner', name: 'money' }, bare)).toBe(false);
  expect(stops({ kind: 'adapter', name: 'kubernetes' }, bare)).toBe(false);
  expect(stops({ kind: 'adapter', name: 'cluster-east' }, bare)).toBe(false);
});

test.each(['owner', 'adapter'] as const)(
  'a switch of the kind "%s" without a name stops only what has that name',
  (kind) => {
    expect(stops({ kind, name: '' }, write)).toBe(false);
  },
);
