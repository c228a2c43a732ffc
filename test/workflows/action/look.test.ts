import { afterEach, expect, test } from 'vitest';
import type { LookAnswer } from '#core/actions/action-work';
import { decide, lookAgain } from '#workflows/action/messages';
import { documentOf, oneApproval, signed, startActionWorker } from '../../support/action-worker.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

/** An action that waits, and what is found when it is looked at. */
async function waiting(look: () => Promise<LookAnswer>) {
  let asked = 0;
  const worker = await startActionWorker({
    verdict: oneApproval,
    lookAtAction: () => {
      asked++;
      return look();
    },
  });
  stops.push(worker.stop);
  const action = await worker.propose(documentOf({ undo: undefined }));
  await action.reaches('awaiting');
  return { action, asked: () => asked };
}
const drifted = { kind: 'drifted', reason: 'previewed was 3, it would be 4 now' } as const;

test('people who look see what it would change now; several at once look once', async () => {
  const { action, asked } = await waiting(async () => drifted);
  const looks = await Promise.all([1, 2, 3].map(() => action.handle.executeUpdate(lookAgain)));
  expect(looks[0]).toMatchObject(drifted);
  expect(new Set(looks.map(({ at }) => at)).size).toBe(1);
  expect(asked()).toBe(1);
  expect((await action.record()).looked).toEqual(looks[0]);
});

test('what has not drifted is told as such, and what nobody can find out, too', async () => {
  const same = await waiting(async () => ({ kind: 'as_previewed' }));
  expect(await same.action.handle.executeUpdate(lookAgain)).toMatchObject({ kind: 'as_previewed' });
  const dead = await waiting(() => Promise.reject(new Error('the back end does not answer')));
  expect(await dead.action.handle.executeUpdate(lookAgain)).toMatchObject({
    kind: 'unknown',
    reason: expect.stringContaining('the back end does not answer'),
  });
});

test('nobody looks at what does not wait for people any more', async () => {
  const { action } = await waiting(async () => ({ kind: 'as_previewed' }));
  await action.handle.signal(decide, signed(action.actionHash, { answer: 'reject', reason: 'no' }));
  await action.handle.result();
  await expect(action.handle.executeUpdate(lookAgain)).rejects.toThrow();
});
