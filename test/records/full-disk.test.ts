import { spawn, spawnSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryHome } from './temporary-home.ts';
import { outputOf } from './run-program.ts';

// A file system of 256 KiB of its own, gone with the process that mounted it.
const inNamespace = ['--user', '--map-root-user', '--mount'];
const mount = (folder: string) => `mount -t tmpfs -o size=256k none '${folder}'`;
const canMount = spawnSync('unshare', [...inNamespace, 'sh', '-c', mount('/mnt')]).status === 0;

async function onSmallDisk(program: string, ...given: string[]): Promise<{ errors: string; code: number | null }> {
  const folder = join((await temporaryHome()).root, 'small');
  await mkdir(folder);
  const path = join(import.meta.dirname, '..', '..', 'dist', 'test', 'records', 'programs', `${program}.js`);
  const command = `${mount(folder)} && exec "$0" "$@"`;
  return outputOf(
    spawn('unshare', [...inNamespace, 'sh', '-c', command, process.execPath, path, folder, ...given], {
      stdio: 'pipe',
    }),
  );
}

describe.skipIf(!canMount)('on a full disk (skipped where unshare may not mount a file system)', () => {
  it('the store says so, and names the file', async () => {
    const { errors, code } = await onSmallDisk('write-content', '0', '50');
    expect(code).toBe(1);
    expect(errors).toMatch(/Cannot (?:write|create the folder) \S+: the disk is full; free space there.*\(ENOSPC\)/);
  });

  it('the audit log fails the record that it cannot keep', async () => {
    const { errors, code } = await onSmallDisk('append-audit', '10', '100');
    expect(code).toBe(1);
    expect(errors).toMatch(/Cannot append to the audit log \S+: the disk is full.*\(ENOSPC\)/);
  });
});
