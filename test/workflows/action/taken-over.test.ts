import { afterEach, expect, test } from 'vitest';
import type { VerifyActionAnswer } from '#core/actions/action-work';
import { undoAction, withdrawSignal } from '#workflows/action/messages';
import { alice, documentOf, startActionWorker } from '../../support/action-worker.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});
async function written(verifyAction: () => Promise<VerifyActionAnswer>) {
  const worker = await startActionWorker({ verifyAction });
  stops.push(worker.stop);
  const action = await worker.propose(documentOf({ ifNotVerified: 'undo' }));
  return { worker, action };
}
const notVerified = { kind: 'not_verified', evidence: [], reason: 'errors stay at 12 %' } as const;

test('what was seen not to help is undone where the runbook says so', async () => {
  const { worker, action } = await written(async () => notVerified);
  expect(await action.handle.result()).toMatchObject({ state: 'undone' });
  expect(worker.wrote).toEqual(['do', 'undo']);
});

test('where nobody could look it is not undone unasked: a person is asked, and can', async () => {
  const { worker, action } = await written(async () => ({ kind: 'unseen', reason: 'not checked: metrics are away' }));
  const record = await action.when(({ asksUndo }) => asksUndo === true);
  expect(record).toMatchObject({ state: 'not_verified', verification: { summary: 'not checked: metrics are away' } });
  // Messages are sent beside the action: this one may be on its way, or another behind it.
  await expect
    .poll(() => worker.told.map(({ text }) => text).join('\n'))
    .toContain('It is not undone automatically: the success check could not be made.');
  expect(worker.wrote).toEqual(['do']);
  await action.handle.executeUpdate(undoAction, { args: [{ answer: 'undo', reason: 'to be sure', by: alice }] });
  expect(await action.handle.result()).toMatchObject({ state: 'undone' });
});

test('who takes over while it is verified has nothing undone that they do not ask for', async () => {
  let finish = () => {};
  const looked = new Promise<void>((resolve) => (finish = resolve));
  const { worker, action } = await written(() => looked.then(() => notVerified));
  await action.reaches('verifying');
  await action.handle.signal(withdrawSignal, { reason: 'the run has stopped: hands off', by: alice });
  await action.when(() => true);
  finish();
  expect(await action.when(({ asksUndo }) => asksUndo === true)).toMatchObject({ state: 'not_verified' });
  expect(worker.told.at(-1)?.text).toContain('It is not undone automatically: alice: the run has stopped: hands off.');
  expect(worker.wrote).toEqual(['do']);
  await action.handle.executeUpdate(undoAction, { args: [{ answer: 'keep', reason: 'mine now', by: alice }] });
  expect(await action.handle.result()).toMatchObject({ state: 'not_verified' });
});
