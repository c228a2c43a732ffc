import { randomUUID } from 'node:crypto';
import { afterEach } from 'vitest';
import type { LockRequest } from '#core/actions/service-lock';
import { lockQuery } from '#workflows/lock/messages';
import type { serviceLock } from '#workflows/lock/service-lock';
import { startActionWorker } from '../../support/action-worker.ts';
import { parseActionHash } from '#core/ids/action-hash';

/** What runs when a test has ended, in this order. */
export const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

export const hashOf = (index: number) => parseActionHash(index.toString(16).padStart(64, '0'));
export const requestOf = (index: number, leaseSeconds = 600): LockRequest => ({
  actionHash: hashOf(index),
  target: 'shop',
  part: 'do',
  leaseSeconds,
  automatic: true,
});

/** A lock of a service of its own, with a worker. */
export async function startLock() {
  const worker = await startActionWorker();
  stops.push(worker.stop);
  const service = `shop-${randomUUID().slice(0, 8)}`;
  const handle = await worker.client.workflow.start<typeof serviceLock>('serviceLock', {
    workflowId: `lock/staging/${service}`,
    taskQueue: worker.taskQueue,
    args: [{ environment: 'staging', service }],
  });
  stops.unshift(() => handle.terminate('the test has ended').then(() => {}));
  return { handle, worker, state: () => handle.query(lockQuery) };
}
