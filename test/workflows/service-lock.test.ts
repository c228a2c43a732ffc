import { randomUUID } from 'node:crypto';
import { afterEach, expect, test } from 'vitest';
import { lockQuery, releaseLock, requestLock } from '#workflows/action-messages';
import type { serviceLock } from '#workflows/service-lock';
import { eventually, startActionWorker } from '../support/action-worker.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});
const hashOf = (index: number) => index.toString(16).padStart(64, '0');
const requestOf = (index: number, leaseSeconds = 600) => ({
  ...{ actionHash: hashOf(index), workflowId: `action/${hashOf(index)}`, target: 'shop' },
  ...{ part: 'do', leaseSeconds, automatic: true },
});

async function startLock() {
  const worker = await startActionWorker();
  stops.push(worker.stop);
  const service = `shop-${randomUUID().slice(0, 8)}`;
  const handle = await worker.client.workflow.start<typeof serviceLock>('serviceLock', {
    ...{ workflowId: `lock/staging/${service}`, taskQueue: worker.taskQueue },
    args: [{ environment: 'staging', service }],
  });
  stops.unshift(() => handle.terminate('the test has ended').then(() => {}));
  return { handle, state: () => handle.query(lockQuery) };
}

test('a grant that nobody is there to hear is taken back, and stays counted', async () => {
  const { handle, state } = await startLock();
  await handle.signal(requestLock.name, requestOf(1));
  const lock = await eventually(state, ({ fence, holder }) => fence === 1 && !holder);
  expect(lock.past).toMatchObject([{ actionHash: hashOf(1), end: 'good' }]);
});

test('what is no message is dropped: no answer goes anywhere but to the action that asks', async () => {
  const { handle, state } = await startLock();
  await handle.signal(requestLock.name, { ...requestOf(1), workflowId: 'run/somebody-else' });
  await handle.signal(requestLock.name, requestOf(2, 100_000));
  await handle.signal(requestLock.name);
  await handle.signal(releaseLock.name, 'nonsense');
  await handle.signal(requestLock.name, requestOf(3));
  expect((await eventually(state, ({ fence }) => fence === 1)).past).toMatchObject([{ actionHash: hashOf(3) }]);
});

// Some thousand events are needed before a lock goes on in a new history by itself.
test.skipIf(process.env['HOLDFAST_FULL'] !== '1')(
  'a lock with more events than one history should have goes on in a new one and loses nothing (npm run check:full)',
  { timeout: 200_000 },
  async () => {
    const { handle, state } = await startLock();
    const first = (await handle.describe()).runId;
    const many = 900;
    for (let index = 1; index <= many; index += 50) {
      await Promise.all(
        Array.from({ length: 50 }, (_, more) => handle.signal(requestLock.name, requestOf(index + more))),
      );
    }
    const latest = () => state().catch(() => ({ fence: 0, past: [] }));
    const lock = await eventually(latest, ({ fence }) => fence === many, 150_000);
    expect(lock.past).toHaveLength(200);
    expect(first).not.toBe((await handle.describe()).runId);
  },
);
