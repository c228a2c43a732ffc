import type { ActionHash } from '#core/ids/action-hash';
import { afterEach, expect, test } from 'vitest';
import type { ActionState } from '#core/actions/action';
import { decide, decideNow } from '#workflows/action/messages';
import { type ActionScript, documentOf, oneApproval, signed, startActionWorker } from '../../support/action-worker.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});
async function waiting(script: ActionScript = {}, expiresInSeconds = 600) {
  const worker = await startActionWorker({ verdict: oneApproval, ...script });
  stops.push(worker.stop);
  const action = await worker.propose(documentOf({ undo: undefined }, expiresInSeconds));
  await action.reaches('awaiting');
  return { worker, action };
}

test('the update tells what came of a decision', async () => {
  const { action } = await waiting();
  const refused = await action.handle.executeUpdate(decideNow, { args: [{ jws: 'forged' }] });
  expect(refused).toEqual({ kind: 'refused', reason: 'its signature is not by a key of the approvals service' });
  const approval = signed(action.actionHash);
  expect(await action.handle.executeUpdate(decideNow, { args: [approval] })).toMatchObject({ kind: 'verified' });
  expect(await action.handle.result()).toMatchObject({ state: 'verified' });
});

test.each([
  ['reject', 'rejected', 'Bob rejected it: not today'],
  ['by_hand', 'withdrawn', 'Bob does it by hand: not today'],
] as const)('the first verified %s ends it as %s', async (answer, state, reason) => {
  const { action, worker } = await waiting();
  await action.handle.signal(decide, signed(action.actionHash, { answer, reason: 'not today' }));
  expect(await action.handle.result()).toMatchObject({ state, reason });
  expect(worker.recorded.at(-1)).toMatchObject({ state, by: { name: 'Bob', verified: true } });
  expect(worker.wrote).toEqual([]);
});

test('a decision about another action or another preview does not count', async () => {
  const { action } = await waiting();
  await action.handle.signal(decide, signed('f'.repeat(64) as ActionHash));
  await action.handle.signal(decide, signed(action.actionHash, { previewHash: 'f'.repeat(64) }));
  const record = await action.when(({ refusedCount }) => refusedCount === 2);
  expect(record).toMatchObject({ state: 'awaiting', decisions: [] });
});

test('the same decision twice is one, and so is one signed anew with the same nonce', async () => {
  const needs = { parts: [{ count: 2, groups: ['owners'] }], signIn: false };
  const { action } = await waiting({ verdict: { ...oneApproval, needs } as ActionScript['verdict'] });
  const approval = signed(action.actionHash, { nonce: 'same' });
  await action.handle.signal(decide, approval);
  await action.handle.signal(decide, approval);
  await action.handle.executeUpdate(decideNow, {
    args: [signed(action.actionHash, { nonce: 'same', reason: 'other' })],
  });
  expect(await action.record()).toMatchObject({ state: 'awaiting', refusedCount: 0, decisions: { length: 1 } });
});

test('nobody decides: it expires, is told on the way, and what comes too late is refused', async () => {
  const { action, worker } = await waiting({}, 15);
  const end = await action.handle.result();
  expect(end).toMatchObject({ state: 'expired', reason: 'nobody decided in time' });
  const kinds = worker.told.map(({ path, to }) => `${path.split('-').at(-1)} ${to}`);
  expect(kinds).toEqual(['asked owner', 'reminder owner', 'escalation on-call']);
  await expect(action.handle.signal(decide, signed(action.actionHash))).rejects.toThrow(/completed|not found/i);
});

test('an approval that came in time counts, though checking it took until after the deadline; a late one does not', async () => {
  const { action } = await waiting(
    {
      verifyDecision: async ({ decision }) => {
        await new Promise((resolve) => void setTimeout(resolve, 3000));
        const claims = JSON.parse(Buffer.from(decision.jws, 'base64url').toString());
        return { kind: 'verified', claims, jws: decision.jws, signedIn: false };
      },
    },
    3,
  );
  await action.handle.signal(decide, signed(action.actionHash));
  await new Promise((resolve) => void setTimeout(resolve, 2900));
  const late = action.handle.executeUpdate(decideNow, { args: [signed(action.actionHash)] });
  expect(await late).toMatchObject({ kind: 'refused', reason: expect.stringMatching(/^late/) });
  await action.handle.result();
  const states: readonly ActionState[] = (await action.record()).steps.map(({ state }) => state);
  expect(states).toContain('approved');
});

test('after two hundred that do not count no more are looked at', { timeout: 60_000 }, async () => {
  let looked = 0;
  const { action } = await waiting({
    verifyDecision: async () => {
      looked++;
      return { kind: 'refused', reason: 'forged' };
    },
  });
  await Promise.all(
    Array.from({ length: 210 }, (_, index) => action.handle.signal(decide, { jws: `forged-${index}` })),
  );
  const record = await action.when(({ refusedCount }) => refusedCount === 210);
  expect(looked).toBe(200);
  expect(record.refused).toHaveLength(10);
  expect(record.refused.at(-1)).toMatch(/no more are looked at/);
});
