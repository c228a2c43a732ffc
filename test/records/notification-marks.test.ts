import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createNotificationMarks } from '#records/notification-marks';
import { temporaryHome } from './temporary-home.ts';

const key = 'ab'.repeat(32);

it('a mark stays, for every process, and marking twice is marking once', async () => {
  const { notifications } = await temporaryHome();
  const marks = createNotificationMarks(notifications);
  expect(await marks.has(key)).toBe(false);
  await Promise.all([marks.put(key), marks.put(key), createNotificationMarks(notifications).put(key)]);
  expect(await createNotificationMarks(notifications).has(key)).toBe(true);
  expect(await marks.has('cd'.repeat(32))).toBe(false);
});

it('a mark that nobody can read is an error, not a no', async () => {
  const { notifications } = await temporaryHome();
  await writeFile(join(notifications, 'ab'), 'a file where a folder should be');
  await expect(createNotificationMarks(notifications).has(key)).rejects.toThrow(/Cannot read .*ENOTDIR/);
  await expect(createNotificationMarks(notifications).put(key)).rejects.toThrow(/Cannot create the folder/);
});

it.each(['../../etc/passwd', '', 'AB'.repeat(32)])('%j is no key', async (wrong) => {
  const { notifications } = await temporaryHome();
  await expect(createNotificationMarks(notifications).put(wrong)).rejects.toThrow('is not a notification key');
});
