import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { builtProgram } from '#processes/built-program';
import { waitUntil } from '#processes/wait-until';
import { livingWith } from './living.ts';

// An owner in a process of its own, which starts one child of ours and one foreign program that starts a child itself.
const spawnOwnedUrl = pathToFileURL(builtProgram('processes/spawn-owned')).href;
const endWithOwnerUrl = pathToFileURL(builtProgram('processes/end-with-owner')).href;

let folder: string;
let mark: string;
let owner: ChildProcess;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-owner-'));
  mark = `mark-${randomUUID()}`;
  writeFileSync(
    join(folder, 'ours.mjs'),
    `import { endWithOwner } from ${JSON.stringify(endWithOwnerUrl)};
     endWithOwner();
     setInterval(() => {}, 1000);`,
  );
  writeFileSync(join(folder, 'foreign.sh'), `sleep 300 & sh -c 'while :; do sleep 1; done' ${mark}-grandchild`);
  writeFileSync(
    join(folder, 'owner.mjs'),
    `import { spawnOwned } from ${JSON.stringify(spawnOwnedUrl)};
     const env = { PATH: process.env.PATH };
     const ours = spawnOwned({ name: 'ours', command: process.execPath, args: [${JSON.stringify(join(folder, 'ours.mjs'))}, ${JSON.stringify(mark)}], env });
     const foreign = spawnOwned({ name: 'foreign', command: 'sh', args: [${JSON.stringify(join(folder, 'foreign.sh'))}, ${JSON.stringify(mark)}], env, foreign: true });
     if (process.argv[2] === 'orderly') process.on('SIGINT', async () => { await Promise.all([ours.stop(), foreign.stop()]); process.exit(0); });
     if (process.argv[2] === 'throws') process.stdin.on('data', () => { throw new Error('crash'); });
     console.log('started');`,
  );
});

afterEach(() => {
  for (const pid of [...livingWith(mark), ...livingWith(folder)]) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended since.
    }
  }
  rmSync(folder, { recursive: true, force: true });
});

async function startOwner(kind: string): Promise<void> {
  owner = spawn(process.execPath, [join(folder, 'owner.mjs'), kind], { stdio: ['pipe', 'pipe', 'ignore'] });
  await once(owner.stdout!, 'data');
  // ours, the leash, the program, the program's child
  await waitUntil('all four processes', () => livingWith(mark).length >= 4, {
    timeoutMilliseconds: 5_000,
    everyMilliseconds: 50,
  });
}

const nothingLeft = () =>
  waitUntil('no process left', () => livingWith(mark).length === 0 && livingWith(folder).length === 0, {
    timeoutMilliseconds: 5_000,
    everyMilliseconds: 50,
  });

describe('children end with their owner', () => {
  it('when the owner gets SIGKILL', async () => {
    await startOwner('plain');
    owner.kill('SIGKILL');
    await expect(nothingLeft()).resolves.toBe(true);
  });

  it('when the owner crashes', async () => {
    await startOwner('throws');
    owner.stdin!.write('now\n');
    await expect(nothingLeft()).resolves.toBe(true);
  });

  it('when Ctrl-C ends an owner that does not handle it', async () => {
    await startOwner('plain');
    owner.kill('SIGINT');
    await expect(nothingLeft()).resolves.toBe(true);
  });

  it('when Ctrl-C makes an owner stop them in order', async () => {
    await startOwner('orderly');
    owner.kill('SIGINT');
    const [code] = (await once(owner, 'exit')) as [number];
    expect(code).toBe(0);
    expect(livingWith(mark)).toEqual([]);
  });
});
