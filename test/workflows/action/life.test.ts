import { Context } from '@temporalio/activity';
import { afterEach, describe, expect, test } from 'vitest';
import { undoAction, withdraw } from '#workflows/action/messages';
import {
  type ActionScript,
  alice,
  automatic,
  breaks,
  denied,
  documentOf,
  oneApproval,
  signed,
  startActionWorker,
  statesOf,
} from '../../support/action-worker.ts';
import { shortHash } from '#core/ids/short-hash';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});
const start = async (script: ActionScript, options: { maxCachedWorkflows?: number } = {}) => {
  const worker = await startActionWorker(script, options);
  stops.push(worker.stop);
  return worker;
};

// Each twice: as it runs, and with every task a replay.
describe.each([{ cached: 100 }, { cached: 0 }])('with $cached cached workflows', ({ cached }) => {
  const options = { maxCachedWorkflows: cached };

  test('an automatic action is written and verified under the lock, told, and stays open for an undo', async () => {
    const worker = await start({ verdict: automatic }, options);
    const action = await worker.propose();
    const record = await action.when(({ steps }) => steps.at(-1)?.state === 'verified');
    expect(statesOf(record)).toEqual([
      'proposed',
      'previewed',
      'judged',
      'locked',
      'executed',
      'verifying',
      'verified',
    ]);
    // It lets go right after it is verified.
    await expect.poll(async () => (await worker.lock(action.document)).holder).toBeUndefined();
    const lock = await worker.lock(action.document);
    expect(lock).toMatchObject({ fence: 1, past: [{ actionHash: action.actionHash, end: 'good', automatic: true }] });
    await action.handle.executeUpdate(undoAction, { args: [{ answer: 'undo', reason: 'not wanted', by: alice }] });
    expect(await action.handle.result()).toMatchObject({ state: 'undone' });
    expect(worker.wrote).toEqual(['do', 'undo']);
    expect(worker.recorded.map(({ state }) => state)).toEqual(['executed', 'verified', 'undoing', 'undone']);
    expect(worker.told.map(({ path }) => path.replace(/#.{12}-/, '#'))).toEqual(['scale#automatic', 'scale#undone']);
  });

  test('one that waits for approval is written once it is approved', async () => {
    const worker = await start({ verdict: oneApproval }, options);
    const action = await worker.propose(documentOf({ undo: undefined }));
    await action.reaches('awaiting');
    await action.handle.signal('decide', signed(action.actionHash));
    expect(await action.handle.result()).toMatchObject({ state: 'verified' });
    const record = await action.record();
    expect(statesOf(record)).toEqual([
      'proposed',
      'previewed',
      'judged',
      'awaiting',
      'approved',
      'locked',
      'executed',
      'verifying',
      'verified',
    ]);
    expect(record).toMatchObject({ ended: true, decisions: [{ claims: { by: { name: 'Bob' } } }] });
    expect(worker.recorded.map(({ state }) => state)).toEqual(['awaiting', 'approved', 'executed', 'verified']);
  });
});

test.each([
  ['blocked', { verdict: denied }, 'freeze.christmas: no changes over Christmas'],
  ['stale', { previewAction: async () => ({ kind: 'stale', reason: 'it is gone' }) }, 'it is gone'],
  ['failed', { previewAction: async () => ({ kind: 'wrong', reason: 'no such tool' }) }, 'no such tool'],
  ['failed', { judgeAction: async () => Promise.reject(breaks('no policy')) }, 'policy could not be asked: no policy'],
  ['stale', { executeAction: async () => ({ kind: 'stale', reason: 'wider now' }) }, 'wider now'],
  [
    'skipped',
    { executeAction: async () => ({ kind: 'skipped', reason: 'all alerts have resolved' }) },
    'all alerts have resolved',
  ],
  ['rejected', { executeAction: async () => ({ kind: 'rejected', reason: 'marked' }) }, 'marked'],
  ['failed', { executeAction: async () => ({ kind: 'failed', reason: 'refused' }) }, 'refused'],
] as const satisfies readonly (readonly [string, ActionScript, string])[])(
  'an action ends %s where its activities say so, and lets go of the lock',
  async (state, script, reason) => {
    const worker = await start(script);
    const action = await worker.propose();
    expect(await action.handle.result()).toEqual({ actionHash: action.actionHash, state, reason });
    expect(worker.recorded.at(-1)).toMatchObject({ state, reason });
    expect(worker.wrote).toEqual([]);
    const lock = await worker.lock(action.document).catch(() => undefined);
    expect(lock?.holder).toBeUndefined();
  },
);

test('an action that finds another one under the lock is skipped', async () => {
  let finish = () => {};
  const held = new Promise<void>((resolve) => (finish = resolve));
  const worker = await start({
    executeAction: async () => {
      await held;
      return { kind: 'executed', result: 'done', auditHead: '' };
    },
  });
  const document = documentOf({ undo: undefined });
  const first = await worker.propose(document);
  await first.reaches('locked');
  const second = await worker.propose({ ...document, proposal: { ...document.proposal, path: 'other' } });
  const end = await second.handle.result();
  finish();
  expect(end).toMatchObject({ state: 'skipped', reason: expect.stringContaining(shortHash(first.actionHash)) });
  expect(await first.handle.result()).toMatchObject({ state: 'verified' });
});

test('a newer proposal of the same step supersedes the one that waits', async () => {
  const worker = await start({ verdict: oneApproval });
  const document = documentOf();
  const older = await worker.propose(document);
  await older.reaches('awaiting');
  const newer = await worker.propose({ ...document, proposal: { ...document.proposal, number: 2 } });
  expect(await older.handle.result()).toMatchObject({ state: 'superseded' });
  await newer.reaches('awaiting');
  await newer.handle.executeUpdate(withdraw, { args: [{ reason: 'enough', by: alice }] });
  expect(await newer.handle.result()).toMatchObject({ state: 'withdrawn', reason: 'alice: enough' });
});

test('a message that is no message is dropped and told, and changes nothing', async () => {
  const worker = await start({ verdict: oneApproval });
  const action = await worker.propose();
  await action.reaches('awaiting');
  for (const name of ['decide', 'withdrawSignal', 'undoSignal', 'superseded']) {
    await action.handle.signal(name, { nonsense: true });
    await action.handle.signal(name);
  }
  const record = await action.when(({ problems }) => problems?.length === 8);
  expect(record).toMatchObject({ state: 'awaiting', refusedCount: 0, decisions: [] });
  await action.handle.cancel();
  expect(await action.handle.result()).toMatchObject({ state: 'cancelled', reason: 'cancelled in Temporal' });
});

test.each(['previewAction', 'judgeAction'] as const)('an action that waits for %s can be withdrawn', async (name) => {
  const worker = await start({
    [name]: () => new Promise<never>((_, reject) => void setTimeout(() => reject(breaks('late')), 3000)),
  });
  const action = await worker.propose();
  await action.when(({ state }) => state === (name === 'previewAction' ? 'proposed' : 'previewed'));
  await action.handle.executeUpdate(withdraw, { args: [{ reason: 'no', by: alice }] });
  expect(await action.handle.result()).toMatchObject({ state: 'withdrawn' });
});

test('one that is withdrawn while the executor checks it again is not written, and lets go of the lock', async () => {
  const worker = await start({
    executeAction: async () => {
      for (;;) {
        Context.current().heartbeat();
        await Context.current().sleep(100);
      }
    },
    reconcileAction: async () => ({ kind: 'not_executed', reason: 'nothing was begun', isCertain: true }),
  });
  const action = await worker.propose();
  await action.reaches('locked');
  await action.handle.executeUpdate(withdraw, { args: [{ reason: 'wait', by: alice }] });
  expect(await action.handle.result()).toMatchObject({ state: 'withdrawn', reason: 'alice: wait' });
  expect((await worker.lock(action.document)).holder).toBeUndefined();
});
