import { expect, test } from 'vitest';
import { matchRunbooks } from '#core/runbooks/match-incident';
import type { CompiledRunbook } from '#core/runbooks/runbook-ir';
import { Cause } from '#core/analysis/cause';
import type { RunFacts } from '#core/runbooks/run-facts';
import { shippedLibrary } from '../support/shipped-library.ts';

const { runbooks } = await shippedLibrary();

function chosen(alert: string, cause?: Cause, statement = 'It fails.', among: readonly CompiledRunbook[] = runbooks) {
  const facts: RunFacts = {
    incident: {
      id: 'incident/main/1',
      title: 'checkout fails',
      severity: 'critical',
      environment: 'staging',
      service: 'checkout',
      services: ['checkout'],
      startedAt: '2026-01-01T00:00:00.000Z',
    },
    alert: { name: alert, labels: { service: 'checkout' } },
    ...(cause ? { finding: { service: 'payments', cause, confidence: 0.8, statement } } : {}),
  };
  const choice = matchRunbooks(among, facts);
  if (choice.kind === 'tie') return choice.runbooks.map(({ name }) => name);
  return choice.kind === 'one' ? choice.runbook.name : 'none';
}

const intended: readonly (readonly [cause: Cause, statement: string, runbook: string])[] = [
  ['bad_release', 'payments v1.8.3 was released at once before it began to fail.', 'roll-back-bad-release'],
  ['bad_configuration', 'The configuration of payments was changed at once before it began to fail.', 'none'],
  ['dependency_failure', 'checkout waits for inventory, which answers slowly.', 'contain-failing-dependency'],
  ['resource_exhaustion', 'payments has used up its pool "ledger connections".', 'relieve-connection-pool'],
  ['resource_exhaustion', 'payments has used up its capacity.', 'scale-out-under-load'],
  ['resource_exhaustion', 'queue has used up its pool "mail queue".', 'scale-out-under-load'],
  ['instance_failure', 'payments runs fewer instances than before.', 'restart-stuck-instance'],
  ['infrastructure_failure', 'A node is gone.', 'none'],
  ['data_store_trouble', 'The database of payments answers slowly.', 'none'],
  ['traffic_change', 'checkout gets twice the requests of before.', 'scale-out-under-load'],
  ['scheduled_work', 'A nightly job loads the database.', 'none'],
  ['false_alarm', 'checkout is well.', 'none'],
  ['unknown', 'The trouble begins at payments.', 'none'],
];

test.for(['HighErrorRate', 'HighLatency', 'KubePodCrashLooping', 'SomethingOfYourOwn'])(
  'on %s each cause has the runbook that is meant for it, or none',
  (alert) => {
    for (const [cause, statement, runbook] of intended) {
      expect([cause, statement, chosen(alert, cause, statement)]).toEqual([cause, statement, runbook]);
    }
  },
);

test('every cause that there is has been thought of', () => {
  expect([...new Set(intended.map(([cause]) => cause))].sort()).toEqual(Object.values(Cause).sort());
});

test('as long as no cause is found no runbook is chosen', () => {
  expect(chosen('HighErrorRate')).toBe('none');
});

test('a runbook of your own for the same cause ties with ours, and one for the alert too beats it', () => {
  const ours = runbooks.find(({ name }) => name === 'roll-back-bad-release');
  if (!ours?.match) throw new Error('There is no roll-back-bad-release any more.');
  const twin = { ...ours, name: 'mine' };
  expect(chosen('HighErrorRate', 'bad_release', '', [...runbooks, twin])).toEqual(['mine', 'roll-back-bad-release']);
  const nearer = { ...twin, match: { ...ours.match, alerts: ['HighErrorRate'] } };
  expect(chosen('HighErrorRate', 'bad_release', '', [...runbooks, nearer])).toBe('mine');
});
