import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { IntakeRecord } from '#gateway/ports';
import { createRefusalTally } from '#gateway/refusal-tally';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

const refusal: IntakeRecord = {
  route: 'hook',
  integration: 'lab',
  outcome: 'refused',
  reason: 'unauthenticated',
  httpStatus: 401,
  bytes: 9,
};

test('refusals are recorded at once, then with their count each minute, and after a quiet minute at once again', async () => {
  const counts: unknown[] = [];
  const tally = createRefusalTally(async ({ integration, count }) => void counts.push([integration, count]));
  for (let number = 0; number < 1000; number++) await tally.add(refusal);
  await tally.add({ ...refusal, integration: 'other' });
  expect(counts).toEqual([
    ['lab', 1],
    ['other', 1],
  ]);
  vi.advanceTimersByTime(60_000);
  expect(counts.slice(2)).toEqual([['lab', 999]]);
  await tally.add(refusal);
  vi.advanceTimersByTime(60_000);
  expect(counts.slice(3)).toEqual([['lab', 1]]);
  vi.advanceTimersByTime(60_000);
  expect(vi.getTimerCount()).toBe(0);
  await tally.add(refusal);
  expect(counts).toHaveLength(5);
  await tally.close();
  expect(vi.getTimerCount()).toBe(0);
});
