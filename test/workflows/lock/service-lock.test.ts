import { Worker } from '@temporalio/worker';
import { expect, test } from 'vitest';
import { announceAction, lockQuery, releaseLock, requestLock } from '#workflows/lock/messages';
import type { serviceLock } from '#workflows/lock/service-lock';
import { eventually, executeBundle, startActionWorker } from '../../support/action-worker.ts';
import { hashOf, requestOf, startLock, stops } from './started-lock.ts';

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
