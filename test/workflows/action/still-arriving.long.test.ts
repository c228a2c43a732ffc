import { afterEach, expect, test } from 'vitest';
import { breaks, documentOf, startActionWorker } from '../../support/action-worker.ts';

let stop: (() => Promise<void>) | undefined;
afterEach(() => stop?.());

// It waits for as long as a write that was sent may still take effect.
test('a lost write that may still arrive is asked about twice', { timeout: 90_000 }, async () => {
  const asked: number[] = [];
  const worker = await startActionWorker({
    executeAction: async () => {
      throw breaks('the worker died');
    },
    reconcileAction: async () => {
      asked.push(Date.now());
      return { kind: 'not_executed', reason: 'replicas are 3', isCertain: false };
    },
  });
  stop = worker.stop;
  const action = await worker.propose(documentOf({ undo: undefined }));
  expect(await action.handle.result()).toMatchObject({ state: 'failed' });
  expect(asked).toHaveLength(2);
  expect(asked[1]! - asked[0]!).toBeGreaterThan(40_000);
});
