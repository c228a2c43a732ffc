import { expect, it } from 'vitest';
import { summariseEvidence } from '#core/brief/summarise-evidence';

function answer(data: unknown, { truncated = false, hints = [] as readonly string[] } = {}) {
  const meta = { source: 'lab', environment: 'staging', took_ms: 1, cached: false, truncated };
  return { data, meta, warnings: [], hints };
}

const at = '2026-11-21T03:02:00Z';
const crashed = { at, service: 'payments', kind: 'crashed', instance: 'payments-2', message: 'it ended' };

it.each([
  [{ changes: [] }, 'no changes'],
  [{ events: [crashed] }, '1 event: payments-2 crashed 03:02'],
  [
    { events: ['a', 'b', 'c', 'd'].map((instance) => ({ ...crashed, instance })) },
    '4 events, last: b crashed 03:02; c crashed 03:02; d crashed 03:02',
  ],
  [
    { service: 'payments', instances: [{ name: 'payments-2', state: 'lost', reason: 'its node is gone' }] },
    '1 instance: payments-2 lost: its node is gone',
  ],
  [{ workloads: [{ service: 'payments', replicas: 3, ready: 2 }] }, 'payments: 2 of 3 instances ready'],
  [
    {
      service: 'payments',
      health_checks: [
        { instance: 'payments-1', is_healthy: true },
        { instance: 'payments-2', is_healthy: false },
      ],
    },
    '1 of 2 instances healthy; not: payments-2',
  ],
  [
    {
      alerts: [{ name: 'Slow', service: 'ledger', state: 'firing', labels: {}, annotations: {}, expression: 'x > 1' }],
    },
    '1 alert: Slow on ledger firing: x > 1',
  ],
  [{ ready: 2, rollout: { state: 'complete' } }, 'ready 2, rollout state complete'],
  [{ events: [{ colour: 'red' }] }, '1 events'],
])('%j in one line', (data, line) => {
  expect(summariseEvidence(answer(data))).toBe(line);
});

it('an answer that was cut says so, and hostile text stays one short line', () => {
  const pattern = 'line\nbreak \u001b[31m'.repeat(40);
  const line = summariseEvidence(answer({ log_patterns: [{ service: 's', pattern, count: 3 }] }, { truncated: true }));
  expect(line).toMatch(/^1 log pattern: 3 times line break .*… · truncated$/);
  expect(line.length).toBeLessThanOrEqual(300);
});
