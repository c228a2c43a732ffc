import { join } from 'node:path';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { expect, it, onTestFinished } from 'vitest';
import { createFileDestination } from '#notifications/file';
import { limitRate } from '#notifications/limit-rate';
import { going, message } from './message.ts';

it('a destination gets sixty messages at once, then one a second; the others are told to wait', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-notifications-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  let now = 1_000;
  const limited = limitRate(createFileDestination({ kind: 'file', path: join(folder, 'told') }), () => now);
  const send = async () => (await limited.send(message, going())).kind;
  for (let number = 0; number < 60; number++) expect(await send()).toBe('sent');
  expect(await limited.send(message, going())).toEqual({
    kind: 'refused',
    reason: 'more than 60 messages a minute; the rest has to wait',
    retryable: true,
    retryAfterMilliseconds: 1_000,
  });
  now += 1_000;
  expect([await send(), await send()]).toEqual(['sent', 'refused']);
  // A clock that is set back gives nothing and takes nothing.
  now -= 3_600_000;
  expect(await send()).toBe('refused');
  now += 120_000;
  expect(await send()).toBe('sent');
});
