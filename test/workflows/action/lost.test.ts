import { afterEach, expect, test } from 'vitest';
import type { ReconcileAnswer } from '#core/actions/action-work';
import { resolveUnknown, undoAction } from '#workflows/action/messages';
import {
  type ActionScript,
  alice,
  breaks,
  documentOf,
  startActionWorker,
  statesOf,
} from '../../support/action-worker.ts';

// A write of which the answer is lost: what became of it is found out by reading, and never written again.

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});
async function lose(answer: ReconcileAnswer | Error, script: ActionScript = {}) {
  let attempts = 0;
  const worker = await startActionWorker({
    executeAction: async () => {
      attempts++;
      throw breaks('the worker died');
    },
    reconcileAction: async () => {
      if (answer instanceof Error) throw answer;
      return answer;
    },
    ...script,
  });
  stops.push(worker.stop);
  const action = await worker.propose(documentOf({ undo: undefined }));
  return { worker, action, attempts: () => attempts };
}

test('that was written goes on to be verified', async () => {
  const { action, attempts } = await lose({ kind: 'executed', result: 'replicas are 6' });
  expect(await action.handle.result()).toMatchObject({ state: 'verified' });
  expect(await action.record()).toMatchObject({ result: 'replicas are 6' });
  expect(attempts()).toBe(1);
});

test('that was not written has failed, and a person is told', async () => {
  const { action, worker, attempts } = await lose({ kind: 'not_executed', reason: 'replicas are 3', isCertain: true });
  const reason = 'the write was lost (the worker died); replicas are 3';
  expect(await action.handle.result()).toMatchObject({ state: 'failed', reason });
  expect(worker.told).toMatchObject([{ to: 'owner', text: expect.stringContaining(reason) }]);
  expect((await worker.lock(action.document)).past).toMatchObject([{ end: 'bad' }]);
  expect(attempts()).toBe(1);
});

test.each([
  { answer: 'executed', state: 'verified' },
  { answer: 'not_executed', state: 'failed' },
] as const)('that nobody knows of keeps its target locked until a person says: $answer', async ({ answer, state }) => {
  const { action, worker } = await lose({ kind: 'unknown', reason: 'it cannot be told' });
  await action.when(({ asksOutcome }) => asksOutcome === 'do');
  const lock = await worker.lock(action.document);
  expect(lock).toMatchObject({ narrowed: [{ target: 'shop' }], past: [{ end: 'bad' }] });
  expect(lock.holder).toBeUndefined();
  const said = { answer, reason: 'looked at it', by: alice };
  await action.handle.executeUpdate(resolveUnknown, { args: [said] });
  expect(await action.handle.result()).toMatchObject({ state });
  expect(statesOf(await action.record())).toContain('unknown');
  expect(await worker.lock(action.document)).toMatchObject({
    narrowed: [],
    past: [{ end: state === 'verified' ? 'good' : 'bad' }],
  });
  expect(worker.told.map(({ to }) => to)).toEqual(expect.arrayContaining(['owner', 'on-call']));
});

test('whose reading fails too is unknown', async () => {
  const { action } = await lose(breaks('the back end is dead'));
  const record = await action.when(({ asksOutcome }) => asksOutcome === 'do');
  expect(record.steps.at(-1)?.reason).toMatch(/could not be found out: the back end is dead/);
});

test('an undo that is lost asks a person as well', async () => {
  const worker = await startActionWorker({
    executeAction: async ({ part }) => {
      if (part === 'undo') throw breaks('the worker died');
      return { kind: 'executed', result: 'done', auditHead: '' };
    },
  });
  stops.push(worker.stop);
  const action = await worker.propose();
  await action.reaches('verified');
  await action.handle.executeUpdate(undoAction, { args: [{ answer: 'undo', reason: 'not wanted', by: alice }] });
  await action.when(({ asksOutcome }) => asksOutcome === 'undo');
  const said = { answer: 'not_executed', reason: 'still 6', by: alice } as const;
  await action.handle.executeUpdate(resolveUnknown, { args: [said] });
  expect(await action.handle.result()).toMatchObject({ state: 'undo_failed', reason: 'alice looked: still 6' });
});
