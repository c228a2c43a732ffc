import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { builtProgram } from '#processes/built-program';

const inTurn = builtProgram('test/checks/in-turn');
const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

const counting = (counts: string, code = 0) => `echo '${counts}'; exit ${code}`;
const lines = (output: string) => output.trimEnd().split('\n');

test('checks run in turn, and the last line is the sum of their counts', () => {
  const { stdout, status } = spawnSync(
    process.execPath,
    [inTurn, counting('10 passed, 0 failed, 2 skipped'), counting('5 passed, 0 failed, 0 skipped'), 'true'],
    { encoding: 'utf8' },
  );
  expect([status, lines(stdout).at(-1)]).toEqual([0, '16 passed, 0 failed, 2 skipped']);
});

test('one that fails is counted, and those behind it run all the same', () => {
  const { stdout, status } = spawnSync(
    process.execPath,
    [
      inTurn,
      counting('10 passed, 1 failed, 0 skipped', 1),
      'echo lint is not content; exit 2',
      counting('5 passed, 0 failed, 0 skipped'),
    ],
    { encoding: 'utf8' },
  );
  expect([status, lines(stdout).at(-1)]).toEqual([1, '15 passed, 2 failed, 0 skipped']);
});

test('CI ends with the sum of both of its checks', () => {
  // In a folder of its own: the worst that it could do there is nothing.
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-ci-'));
  folders.push(folder);
  const root = join(import.meta.dirname, '..', '..');
  for (const name of ['.ci', 'bin']) mkdirSync(join(folder, name));
  copyFileSync(join(root, '.ci', 'run'), join(folder, '.ci', 'run'));
  symlinkSync(join(root, 'dist'), join(folder, 'dist'));
  const npm = '#!/bin/sh\necho "ran $*"\n[ "$1" = ci ] || echo "7 passed, 0 failed, 1 skipped"\n';
  writeFileSync(join(folder, 'bin', 'npm'), npm, { mode: 0o755 });
  const { stdout, status } = spawnSync(join(folder, '.ci', 'run'), {
    encoding: 'utf8',
    env: { ...process.env, PATH: `${join(folder, 'bin')}${delimiter}${process.env['PATH']}` },
  });
  expect(status).toBe(0);
  expect(lines(stdout).filter((line) => line.startsWith('ran '))).toEqual(['ran ci', 'ran test', 'ran run check:long']);
  expect(lines(stdout).at(-1)).toBe('14 passed, 0 failed, 2 skipped');
});
