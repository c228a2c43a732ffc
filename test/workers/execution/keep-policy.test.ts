import { afterEach, expect, test, vi } from 'vitest';
import type { CompiledPolicy } from '#core/policy/compile-policy';
import { keepPolicy } from '#workers/execution/keep-policy';

afterEach(() => vi.useRealTimers());

const policy = (sha256: string) => ({ sha256 }) as CompiledPolicy;
const quiet = { error: () => {}, info: () => {} };

test('a changed policy is in force within two seconds, and one that does not compile leaves the last good one', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const said: unknown[] = [];
  let next: () => CompiledPolicy = () => policy('one');
  const inForce = await keepPolicy(async () => next(), { ...quiet, error: (...words: unknown[]) => said.push(words) });
  expect((await inForce()).sha256).toBe('one');
  next = () => policy('two');
  vi.advanceTimersByTime(2_000);
  expect((await inForce()).sha256).toBe('two');
  next = () => {
    throw new Error('policy.yaml:3: no such ceiling');
  };
  for (let times = 0; times < 3; times++) {
    vi.advanceTimersByTime(2_000);
    expect((await inForce()).sha256).toBe('two');
  }
  expect(said).toHaveLength(1);
});

test('where there never was a good one nothing starts', async () => {
  await expect(keepPolicy(() => Promise.reject(new Error('none')), quiet)).rejects.toThrow('none');
});
