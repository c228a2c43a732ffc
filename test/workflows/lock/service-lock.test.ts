import { randomUUID } from 'node:crypto';
import { Worker } from '@temporalio/worker';
import { afterEach, expect, test } from 'vitest';
import type { LockRequest } from '#core/actions/service-lock';
import { announceAction, lockQuery, releaseLock, requestLock } from '#workflows/action/messages';
import type { serviceLock } from '#workflows/lock/service-lock';
import { eventually, executeBundle, startActionWorker } from '../../support/action-worker.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});
const hashOf = (index: number) => index.toString(16).padStart(64, '0');
const requestOf = (index: number, leaseSeconds = 600): LockRequest => ({
  actionHash: hashOf(index),
  target: 'shop',
  part: 'do',
  leaseSeconds,
  automatic: true,
});

async function startLock() {
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

test('one action at a time: the other hears who holds it, and whoever asks again gets the same grant', async () => {
  const { handle, state } = await startLock();
  const ask = (index: number) => handle.executeUpdate(requestLock, { args: [requestOf(index)] });
  const grant = await ask(1);
  expect(grant).toMatchObject({ kind: 'granted', actionHash: hashOf(1), fence: 1 });
  expect(await ask(2)).toEqual({ kind: 'busy', actionHash: hashOf(2), part: 'do', holder: hashOf(1) });
  expect(await ask(1)).toMatchObject({ kind: 'granted', fence: 1 });
  await handle.signal(releaseLock, { actionHash: hashOf(1), part: 'do', end: 'good' });
  await eventually(state, ({ holder }) => !holder);
  expect(await ask(2)).toMatchObject({ kind: 'granted', fence: 2 });
});

test('what is no message is refused or dropped', async () => {
  const { handle, state } = await startLock();
  for (const wrong of [requestOf(2, 100_000), { ...requestOf(2), actionHash: 'abc' }, undefined])
    await expect(handle.executeUpdate(requestLock.name, { args: [wrong] })).rejects.toThrow();
  await handle.signal(releaseLock.name, 'nonsense');
  await handle.executeUpdate(requestLock, { args: [requestOf(3)] });
  expect((await eventually(state, ({ fence }) => fence === 1)).past).toMatchObject([{ actionHash: hashOf(3) }]);
});

test.each([{ cached: 100 }, { cached: 0 }])(
  'a lock that another worker takes over goes on, and its history replays, with $cached cached workflows',
  async ({ cached }) => {
    const { handle: first, worker } = await startLock();
    const { taskQueue } = worker;
    let handle = first;
    const announce = (index: number) =>
      handle.signal(announceAction, {
        actionHash: hashOf(index),
        workflowId: `action/${hashOf(index)}`,
        runId: 'run/1',
        path: `${index}`,
      });
    await announce(1);
    await announce(2);
    await handle.query(lockQuery);
    stops.length = 0;
    await worker.stop();
    const other = await startActionWorker({}, { taskQueue, maxCachedWorkflows: cached });
    handle = other.client.workflow.getHandle<typeof serviceLock>(first.workflowId) as typeof first;
    stops.push(() => handle.terminate('the test has ended').then(() => {}), other.stop);
    for (const index of [1, 2, 3]) {
      expect(await handle.executeUpdate(requestLock, { args: [requestOf(index)] })).toMatchObject({ fence: index });
      await handle.signal(releaseLock, { actionHash: hashOf(index), part: 'do', end: 'good' });
      await announce(index + 2);
    }
    await handle.query(lockQuery);
    await Worker.runReplayHistory({ workflowBundle: executeBundle }, await handle.fetchHistory(), handle.workflowId);
  },
);

// Some thousand events are needed before a lock goes on in a new history by itself.
test.skipIf(process.env['HOLDFAST_FULL'] !== '1')(
  'a lock with more events than one history should have goes on in a new one and loses nothing (npm run check:full)',
  { timeout: 200_000 },
  async () => {
    const { handle, state } = await startLock();
    const first = (await handle.describe()).runId;
    const many = 900;
    for (let index = 1; index <= many; index++) {
      // What comes just as it goes on is not taken, as the executor's activity knows too.
      const ask = () => handle.executeUpdate(requestLock, { args: [requestOf(index)] }).catch(() => undefined);
      expect(await eventually(ask, (grant) => grant !== undefined)).toMatchObject({ kind: 'granted', fence: index });
      await handle.signal(releaseLock, { actionHash: hashOf(index), part: 'do', end: 'good' });
    }
    const latest = () => state().catch(() => ({ fence: 0, past: [] }));
    const lock = await eventually(latest, ({ fence }) => fence === many, 150_000);
    expect(lock.past).toHaveLength(200);
    expect(first).not.toBe((await handle.describe()).runId);
  },
);
