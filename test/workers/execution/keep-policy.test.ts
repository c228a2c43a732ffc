import { afterEach, expect, test, vi } from 'vitest';
import type { CompiledPolicy } from '#core/policy/compile-policy';
import { keepPolicy } from '#workers/execution/keep-policy';

afterEach(() => vi.useRealTimers());

const policy = (sha256: string) => ({ sha256 }) as CompiledPolicy;
const quiet = { error: () => {}, info: () => {} };

test('a changed policy is in force within two seconds; while it does not compile none is, which is told once', async () => {
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
    await expect(inForce()).rejects.toThrow(
      'There is no valid policy, so nothing is written: policy.yaml:3: no such ceiling',
    );
  }
  expect(said).toHaveLength(1);
  next = () => policy('three');
  vi.advanceTimersByTime(2_000);
  expect((await inForce()).sha256).toBe('three');
});

test('where there never was a good one nothing starts', async () => {
  await expect(keepPolicy(() => Promise.reject(new Error('none')), quiet)).rejects.toThrow('none');
});
