import { expect, it } from 'vitest';
import type { Preview } from '#core/actions/action';
import { driftOf } from '#core/actions/preview-drift';

const approved: Preview = {
  changes: [{ field: 'replicas', from: '3', to: '6' }],
  instances: ['payments-1', 'payments-2'],
  instancesInAll: 3,
  instancesReady: 3,
  risk: 'reversible',
  amounts: { replicas_from: 3, replicas_to: 6, target_age_seconds: 60 },
  warnings: [],
};

it.each<[string, Partial<Preview>, string]>([
  [
    'an instance that was not shown',
    { instances: ['payments-1', 'payments-9'] },
    'previewed was payments-1, payments-2, it would also reach payments-9 now.',
  ],
  [
    'more instances of the same names',
    { instances: ['payments-1', 'payments-2', 'payments-2'] },
    'previewed was to reach 2 instances, it would reach 3 now.',
  ],
  [
    'another value',
    { changes: [{ field: 'replicas', from: '4', to: '6' }] },
    'previewed was replicas from 3 to 6, it would be from 4 to 6 now.',
  ],
  [
    'one more field',
    { changes: [...approved.changes, { field: 'version', from: 'v1', to: 'v2' }] },
    'previewed was version no change, it would be from v1 to v2 now.',
  ],
  ['no change any more', { changes: [] }, 'previewed was replicas from 3 to 6, it would be no change now.'],
  ['a higher risk', { risk: 'destructive' }, 'previewed was reversible, it would be destructive now.'],
  [
    'another amount',
    { amounts: { ...approved.amounts, replicas_from: 4 } },
    'previewed was replicas_from 3, it would be 4 now.',
  ],
  [
    'an amount that was not told',
    { amounts: { ...approved.amounts, constructor: 1 } as Preview['amounts'] },
    'previewed was constructor none, it would be 1 now.',
  ],
])('It drifts with %s', (_, change, words) => {
  expect(driftOf(approved, { ...approved, ...change })).toBe(words);
});

it.each<[string, Partial<Preview>]>([
  ['nothing', {}],
  ['fewer instances', { instances: ['payments-2'] }],
  ['another age', { amounts: { ...approved.amounts, target_age_seconds: 600 } }],
  ['other warnings', { warnings: ['A rollout of payments is in progress.'], instancesReady: 2 }],
])('It does not drift with %s', (_, change) => {
  expect(driftOf(approved, { ...approved, ...change })).toBeUndefined();
});

it('A lower risk is no drift', () => {
  expect(driftOf({ ...approved, risk: 'destructive' }, approved)).toBeUndefined();
});

it('Everything that differs is told', () => {
  const words = driftOf(approved, { ...approved, changes: [], risk: 'destructive', instances: ['a'] });
  expect(words?.split('; ')).toHaveLength(3);
});
