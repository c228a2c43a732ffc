import { afterEach, expect, test } from 'vitest';
import { createActions } from '#temporal/actions';
import { RequestRefused } from '#temporal/errors';
import { documentOf, oneApproval, signed, startActionWorker } from '../support/action-worker.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});
async function waiting() {
  const worker = await startActionWorker({ verdict: oneApproval });
  stops.push(worker.stop);
  const action = await worker.propose(documentOf({ undo: undefined }, 600));
  await action.reaches('awaiting');
  return { action, actions: createActions({ client: worker.client, processName: 'approvals service' }) };
}
const by = { name: 'Bob', channel: 'page', verified: true } as const;

test('an action that waits is told as its workflow knows it, with what does not fit its hashes', async () => {
  const { action, actions } = await waiting();
  const known = await actions.get(action.actionHash);
  expect(known).toMatchObject({ kind: 'answered', failed: false, record: { state: 'awaiting' } });
  // The scripted executor's hash of the preview is made up.
  expect(known).toMatchObject({ fault: expect.stringContaining('The preview does not match its hash') as string });
  expect(await actions.get('f'.repeat(64))).toBeUndefined();
  expect(await actions.get('../x')).toBeUndefined();
});

test('a decision is answered with what the executor found, sent twice under one id it counts once', async () => {
  const { action, actions } = await waiting();
  expect(await actions.decide(action.actionHash, { jws: 'forged' }, 'one')).toMatchObject({ kind: 'refused' });
  const decision = signed(action.actionHash);
  const both = await Promise.all([
    actions.decide(action.actionHash, decision, 'two'),
    actions.decide(action.actionHash, decision, 'two'),
  ]);
  expect(both.map(({ kind }) => kind)).toEqual(['verified', 'verified']);
  expect((await action.handle.result()).state).toBe('verified');
});

test('withdrawing ends it, and what comes after that is refused in words', async () => {
  const { action, actions } = await waiting();
  await actions.withdraw(action.actionHash, { reason: 'not needed', by });
  expect((await action.handle.result()).state).toBe('withdrawn');
  await expect(actions.withdraw(action.actionHash, { reason: 'again', by })).rejects.toThrow(RequestRefused);
  await expect(actions.decide(action.actionHash, signed(action.actionHash), 'late')).rejects.toThrow('has ended');
  await expect(actions.undo(action.actionHash, { answer: 'undo', reason: 'x', by })).rejects.toThrow(RequestRefused);
  expect(await actions.get(action.actionHash)).toMatchObject({ record: { state: 'withdrawn', ended: true } });
});

// Temporal's lists follow what happens by seconds, on a busy machine by many.
test('lists tell what waits apart from the others', { timeout: 90_000 }, async () => {
  const { action, actions } = await waiting();
  const isThere = async () => {
    const { waiting: rows, others } = await actions.list();
    const has = (all: typeof rows) => all.some(({ actionHash }) => actionHash === action.actionHash);
    return [has(rows), has(others)];
  };
  await expect.poll(isThere, { timeout: 40_000 }).toEqual([true, false]);
  const row = (await actions.list()).waiting.find(({ actionHash }) => actionHash === action.actionHash);
  expect(row).toMatchObject({
    title: 'Scale out',
    service: expect.stringContaining('shop') as string,
    state: 'awaiting',
    risk: 'reversible',
    deadlineAt: expect.any(String) as string,
  });
  await actions.withdraw(action.actionHash, { reason: 'not needed', by });
  await expect.poll(isThere, { timeout: 40_000 }).toEqual([false, true]);
});
