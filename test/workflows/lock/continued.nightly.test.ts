import { expect, test } from 'vitest';
import { releaseLock, requestLock } from '#workflows/lock/messages';
import { eventually } from '../../support/action-worker.ts';
import { hashOf, requestOf, startLock } from './started-lock.ts';

// Some thousand events are needed before a lock goes on in a new history by itself.
test(
  'a lock with more events than one history should have goes on in a new one and loses nothing',
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
