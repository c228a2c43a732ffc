import { expect, test } from 'vitest';
import { evaluatePolicy } from '#core/policy/evaluate-policy';
import type { SwitchScope } from '#core/policy/facts';
import { backEndsFor, type StoppableWrite, stops } from '#core/policy/stopped-writes';
import { ACTION, FACTS, NOW, policyOf, world } from './example-policy.ts';

const write: StoppableWrite = {
  environment: 'production',
  service: 'payments',
  owner: 'money',
  server: 'deployments',
  backEnds: [{ name: 'cluster-east', adapter: 'kubernetes' }],
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

test('a switch of an owner or a back end does not stop a write that has none', () => {
  const { environment, service, server } = write;
  const bare = { environment, service, server, backEnds: [] };
  expect(stops({ kind: 'owner', name: 'money' }, bare)).toBe(false);
  expect(stops({ kind: 'adapter', name: 'kubernetes' }, bare)).toBe(false);
  expect(stops({ kind: 'adapter', name: 'cluster-east' }, bare)).toBe(false);
});

test('a switch of a back end stops the writes of its environment only', () => {
  const backEnds = [
    { server: 'deployments', environment: 'production', name: 'cluster-east', adapter: 'kubernetes' },
    { server: 'deployments', environment: 'staging', name: 'bench', adapter: 'lab' },
  ];
  const at = (environment: string) => ({
    ...write,
    environment,
    backEnds: backEndsFor({ backEnds }, { ...write, environment }),
  });
  expect(stops({ kind: 'adapter', name: 'lab' }, at('staging'))).toBe(true);
  expect(stops({ kind: 'adapter', name: 'lab' }, at('production'))).toBe(false);
  expect(stops({ kind: 'adapter', name: 'cluster-east' }, at('production'))).toBe(true);
});

test('a switch of one back end lets a write through whose action names another', () => {
  const backEnds = ['east', 'west'].map((name) => ({
    server: 'deployments',
    environment: 'production',
    name,
    adapter: 'kubernetes',
  }));
  const through = (backEnd?: string) => ({ ...write, backEnds: backEndsFor({ backEnds }, { ...write, backEnd }) });
  const west = { kind: 'adapter', name: 'west' } as const;
  expect(stops(west, through('east'))).toBe(false);
  expect(stops(west, through('west'))).toBe(true);
  expect(stops({ kind: 'adapter', name: 'kubernetes' }, through('east'))).toBe(true);
  // Which one carries it out is not known: a document from before actions named it, or a name that is gone.
  expect(stops(west, through())).toBe(true);
  expect(stops(west, through('removed'))).toBe(true);
});

test('policy judges the back end of the action: a switch of another one does not deny it', () => {
  const backEnds = ['east', 'west'].map((name) => ({
    server: 'infrastructure',
    environment: 'production',
    name,
    adapter: 'kubernetes',
  }));
  const policy = policyOf({ world: { ...world, backEnds } });
  const west = { scope: { kind: 'adapter', name: 'west' }, reason: 'it is being moved', by: 'ada' } as const;
  const facts = { ...FACTS, switches: { value: [west], at: NOW } };
  expect(evaluatePolicy(policy, { ...ACTION, backEnd: 'east' }, facts).kind).toBe('approvals');
  expect(evaluatePolicy(policy, { ...ACTION, backEnd: 'west' }, facts)).toMatchObject({
    kind: 'deny',
    rules: [{ rule: 'switch.adapter.west' }],
  });
  expect(evaluatePolicy(policy, ACTION, facts).kind).toBe('deny');
});

test.each(['owner', 'adapter'] as const)(
  'a switch of the kind "%s" without a name stops only what has that name',
  (kind) => {
    expect(stops({ kind, name: '' }, write)).toBe(false);
  },
);
