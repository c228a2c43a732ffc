import { expect, test } from 'vitest';
import { Suspended, Suspension } from '#workflows/run/steps/suspension';

test('a requested suspension waits for the effects in progress, and then stays due', async () => {
  const suspension = new Suspension();
  let finish: (value: string) => void = () => {};
  const effect = suspension.effect(() => new Promise<string>((resolve) => (finish = resolve)));
  suspension.request();
  expect(suspension.isDue).toBe(false);
  finish('done');
  expect(await effect).toBe('done');
  expect(suspension.isDue).toBe(true);
  await expect(suspension.effect(async () => 'late')).rejects.toThrow(Suspended);
});

test('a forced suspension starts no further effect, while one in progress finishes', async () => {
  const suspension = new Suspension();
  let finish: (value: string) => void = () => {};
  const effect = suspension.effect(() => new Promise<string>((resolve) => (finish = resolve)));
  suspension.force();
  expect(() => suspension.throwIfDue()).toThrow(Suspended);
  await expect(suspension.effect(async () => 'late')).rejects.toThrow(Suspended);
  finish('done');
  expect(await effect).toBe('done');
});

test('an effect that fails counts as finished', async () => {
  const suspension = new Suspension();
  await expect(suspension.effect(async () => Promise.reject(new Error('away')))).rejects.toThrow('away');
  suspension.request();
  expect(suspension.isDue).toBe(true);
});
