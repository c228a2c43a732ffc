import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readSystemFile, writeSystemFile } from '../../cli/system-file.ts';

const SYSTEM = {
  ...{ temporalAddress: '127.0.0.1:7233', namespace: 'default', taskQueue: 'investigate' },
  gatewayUrl: 'http://127.0.0.1:8480',
};

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'holdfast-system-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

test('a running system is found, by its owner alone, until it ends', async () => {
  const remove = await writeSystemFile(home, SYSTEM);
  expect(await readSystemFile(home)).toEqual({ ...SYSTEM, pid: process.pid });
  expect(statSync(join(home, 'system.json')).mode & 0o777).toBe(0o600);
  expect(readdirSync(home)).toEqual(['system.json']);
  await remove();
  expect(await readSystemFile(home)).toBeUndefined();
});

test('a system that was killed is not found', async () => {
  writeFileSync(join(home, 'system.json'), JSON.stringify({ ...SYSTEM, pid: 2 ** 22 + 1 }));
  expect(await readSystemFile(home)).toBeUndefined();
});

test('ending does not remove what another system has written meanwhile', async () => {
  const remove = await writeSystemFile(home, SYSTEM);
  writeFileSync(join(home, 'system.json'), JSON.stringify({ ...SYSTEM, pid: process.ppid }));
  await remove();
  expect((await readSystemFile(home))?.pid).toBe(process.ppid);
});

test.each(['', '{', '{"pid":1}', '[]'])('the file %j is told as not ours, with the next step', async (text) => {
  writeFileSync(join(home, 'system.json'), text);
  await expect(readSystemFile(home)).rejects.toThrow(/system\.json is not what "holdfast up" writes\. Remove it/);
});
