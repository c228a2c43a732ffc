import { expect, it } from 'vitest';
import { createWriteLedger } from '#lab/supervisor/write-ledger';

const at = '2026-01-01T00:00:00.000Z';

it('Writes are found by service and by mark', () => {
  const ledger = createWriteLedger();
  const action = 'a'.repeat(64);
  ledger.add({ at, service: 'stock', kind: 'rollout', action, revision: 2 });
  ledger.add({ at, service: 'payments', kind: 'release', revision: 2 });
  expect(ledger.list({}).writes).toHaveLength(2);
  expect(ledger.list({ service: 'payments' }).writes).toMatchObject([{ kind: 'release' }]);
  expect(ledger.list({ action }).writes).toMatchObject([{ service: 'stock' }]);
  expect(ledger.list({ service: 'payments', action }).writes).toEqual([]);
});

it('Where the oldest are given up it says so', () => {
  const ledger = createWriteLedger();
  for (let revision = 1; revision <= 10_000; revision += 1) {
    ledger.add({ at, service: 'stock', kind: 'rollout', revision });
  }
  expect(ledger.list({}).complete).toBe(true);
  ledger.add({ at, service: 'stock', kind: 'rollout', revision: 10_001 });
  expect(ledger.list({})).toMatchObject({ complete: false, writes: { 0: { revision: 2 }, length: 10_000 } });
});
