import type { ActionHash } from '#core/ids/action-hash';
import { expect, test } from 'vitest';
import { parseConfiguration } from '#configuration/load-configuration';
import type { Preview } from '#core/actions/action';
import type { LockState } from '#core/actions/service-lock';
import type { Risk } from '#core/ids/risk';
import { policyFacts } from '#workers/execution/policy-facts';

const now = new Date('2026-11-01T03:00:00.000Z');
const preview: Preview = {
  changes: [],
  instances: ['payments-1'],
  instancesInAll: 3,
  instancesReady: 3,
  risk: 'reversible',
  amounts: {},
  warnings: [],
};
const action = {
  part: 'do' as const,
  environment: 'production',
  service: 'payments',
  server: 'deployments',
  tool: 'rollback_deployment',
  parameters: {},
  target: { kind: 'service' as const, name: 'payments', uid: 'u' },
};
const configurationWith = (risks: string) =>
  parseConfiguration(
    `apiVersion: holdfast/v2
kind: Configuration
catalogue: { services: { payments: { owner: money } } }
toolServers:
  deployments: { environments: { production: { adapter: lab, url: http://127.0.0.1:1 } }, risks: ${risks} }
`,
    'holdfast.yaml',
  );

function facts(given: { declared?: Risk; risks?: string; preview?: Preview; lock?: LockState; hash?: string }) {
  const sources = {
    configuration: configurationWith(given.risks ?? '{}'),
    temporal: { lockOf: async () => given.lock },
    switches: async () => [],
    declaredRisk: () => ('declared' in given ? given.declared : ('reversible' as const)),
    now: () => now,
  };
  return policyFacts(sources, action, (given.hash ?? 'a'.repeat(64)) as ActionHash, given.preview ?? preview);
}

const lock = (holder: LockState['holder']): LockState => ({
  environment: 'production',
  service: 'payments',
  fence: 3,
  narrowed: [],
  past: [
    {
      actionHash: 'a'.repeat(64) as ActionHash,
      at: '2026-11-01T02:59:00.000Z',
      target: 'payments',
      automatic: false,
      end: 'running',
    },
    {
      actionHash: 'b'.repeat(64) as ActionHash,
      at: '2026-11-01T02:00:00.000Z',
      target: 'payments',
      automatic: false,
      end: 'good',
    },
  ],
  holder,
});

test('the risk is the strictest of what tool, configuration and dry run say', async () => {
  expect((await facts({})).risk).toBe('reversible');
  expect((await facts({ risks: '{ rollback_deployment: destructive }' })).risk).toBe('destructive');
  expect((await facts({ preview: { ...preview, risk: 'destructive' } })).risk).toBe('destructive');
  expect((await facts({ risks: '{ rollback_deployment: read }' })).risk).toBe('reversible');
});

test('of a tool that the executor does not have the risk is not known', async () => {
  expect((await facts({ declared: undefined })).risk).toBeUndefined();
});

test('an action neither counts for itself nor is in its own way', async () => {
  const holder = {
    actionHash: 'a'.repeat(64) as ActionHash,
    part: 'do' as const,
    fence: 3,
    leaseUntil: '2026-11-01T03:10:00.000Z',
  };
  const found = await facts({ lock: lock(holder) });
  expect(found.lockedBy?.value).toBeUndefined();
  expect(found.past?.value.map(({ actionHash }) => actionHash[0])).toEqual(['b']);
  expect((await facts({ lock: lock(holder), hash: 'c'.repeat(64) })).lockedBy?.value).toBe('a'.repeat(64));
});

test('a lease that has ended locks nobody out', async () => {
  const holder = {
    actionHash: 'b'.repeat(64) as ActionHash,
    part: 'do' as const,
    fence: 3,
    leaseUntil: now.toISOString(),
  };
  expect((await facts({ lock: lock(holder) })).lockedBy?.value).toBeUndefined();
});
