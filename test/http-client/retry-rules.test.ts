import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readRetryAfter } from '#http-client/retry-after';
import { createRetryBudget } from '#http-client/retry-budget';
import { type AttemptEnd, maximumAttempts, retryWait } from '#http-client/retry-wait';

const answer = (status: number, retryAfterMilliseconds?: number): AttemptEnd => ({
  kind: 'answer',
  answer: { status, retryAfterMilliseconds },
});
const first = { attempts: 1, tookMilliseconds: 5, remainingMilliseconds: 10_000, random: 0.5 };

describe('how long a read waits before it is sent again', () => {
  it.each<[string, AttemptEnd, number | undefined]>([
    ['HTTP 429', answer(429), 200],
    ['HTTP 503', answer(503), 200],
    ['a connection that closed without an answer', { kind: 'closed_before_answer' }, 200],
    ['HTTP 503 that asks for 2 s', answer(503, 2_000), 2_100],
    ['HTTP 200', answer(200), undefined],
    ['HTTP 401', answer(401), undefined],
    ['HTTP 500, which may be the same again', answer(500), undefined],
    ['another failure', { kind: 'other' }, undefined],
    ['HTTP 429 that asks for more time than there is', answer(429, 10_000), undefined],
  ])('after %s: %s', (_, end, expected) => {
    expect(retryWait(end, first)).toBe(expected);
  });

  it('twice as long the second time, and not a third time', () => {
    expect(retryWait(answer(503), { ...first, attempts: 2 })).toBe(400);
    expect(retryWait(answer(503), { ...first, attempts: maximumAttempts })).toBeUndefined();
  });

  it('not at all after a long attempt: the server may have broken down over it, or given it up', () => {
    expect(retryWait(answer(503), { ...first, tookMilliseconds: 2_001 })).toBeUndefined();
    expect(retryWait({ kind: 'closed_before_answer' }, { ...first, tookMilliseconds: 2_001 })).toBeUndefined();
  });

  it('never less than was asked for, and never as long as the caller has', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 20_000 }),
        fc.integer({ min: 0, max: 20_000 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (asked, remainingMilliseconds, random) => {
          const wait = retryWait(answer(429, asked), { ...first, remainingMilliseconds, random });
          expect(wait === undefined || (wait >= asked && wait < remainingMilliseconds)).toBe(true);
        },
      ),
    );
  });
});

describe('the budget of retries', () => {
  it('is ten at once and then one for ten requests, however long an outage lasts', () => {
    const budget = createRetryBudget();
    let retries = 0;
    for (let request = 0; request < 1_000; request++) {
      budget.earn();
      while (budget.spend()) retries++;
    }
    expect(retries).toBeGreaterThanOrEqual(100);
    expect(retries).toBeLessThanOrEqual(110);
  });

  it('does not grow while nothing fails', () => {
    const budget = createRetryBudget();
    for (let request = 0; request < 1_000; request++) budget.earn();
    expect(Array.from({ length: 12 }, () => budget.spend()).filter(Boolean)).toHaveLength(10);
  });
});

describe('Retry-After', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');
  it.each([
    ['5', 5_000],
    ['0', 0],
    ['Thu, 01 Jan 2026 00:00:30 GMT', 30_000],
    ['Wed, 31 Dec 2025 00:00:00 GMT', 0],
    ['86400', 3_600_000],
    ['soon', undefined],
    ['-5', 0],
    [undefined, undefined],
  ])('%s is %s milliseconds', (header, expected) => {
    expect(readRetryAfter(header, now)).toBe(expected);
  });
});
