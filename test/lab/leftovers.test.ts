import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, expect, it } from 'vitest';
import { builtProgram } from '#processes/built-program';
import { waitUntil } from '#processes/wait-until';
import { livingWith } from '../processes/living.ts';
import { backEndPrograms, obtainMilliseconds } from './back-end-programs.ts';

const home = mkdtempSync(join(tmpdir(), 'holdfast-leftovers-'));

afterEach(() => {
  for (const pid of livingWith(home)) process.kill(pid, 'SIGKILL');
  rmSync(home, { recursive: true, force: true });
});

it(
  'A lab leaves no process when its owner gets SIGKILL',
  async () => {
    const options = {
      home,
      programs: await backEndPrograms(),
      hook: { url: 'http://127.0.0.1:9/', bearerToken: 'none' },
      services: ['storefront', 'checkout', 'payments'],
    };
    const owner = join(home, 'owner.mjs');
    writeFileSync(
      owner,
      `import { startLab } from ${JSON.stringify(pathToFileURL(builtProgram('lab/start-lab')).href)};
       await startLab({ ...${JSON.stringify(options)}, report: () => {} });
       console.log('started');`,
    );
    const child = spawn(process.execPath, [owner], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    // Owner, supervisor, load, two leashes with their programs, six instances.
    expect(livingWith(home).length).toBeGreaterThanOrEqual(13);
    child.kill('SIGKILL');
    await waitUntil('no process left', () => livingWith(home).length === 0, {
      timeoutMilliseconds: 8_000,
      everyMilliseconds: 100,
    });
  },
  obtainMilliseconds,
);
