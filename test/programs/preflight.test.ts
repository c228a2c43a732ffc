import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { preflight } from '#programs/preflight';
import { freePort } from '#processes/free-port';
import { writeProgram } from './fake-program.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'holdfast-preflight-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const check = (environment: NodeJS.ProcessEnv, home = join(folder, 'home')) =>
  preflight({ environment, home, cache: join(folder, 'cache') });

describe('the preflight', () => {
  it('asks for no Python and no network where every program is here', async () => {
    for (const name of ['temporal', 'prometheus', 'alertmanager']) writeProgram(join(folder, 'bin', name), '');
    const result = await check({ PATH: join(folder, 'bin'), PIP_INDEX_URL: 'http://127.0.0.1:1/' });
    expect(result).toMatchObject({ ok: true, problems: [] });
  });

  it('names what has to be obtained, what is missing for it and the remedy, within two seconds', async () => {
    const start = Date.now();
    const result = await check({ PATH: '', PIP_INDEX_URL: `http://127.0.0.1:${await freePort()}/` });
    expect(Date.now() - start).toBeLessThan(2_000);
    expect(result.ok).toBe(false);
    expect(result.problems).toMatchObject(
      [
        {
          what: expect.stringMatching(/python3 is not installed.*temporal, prometheus, alertmanager/),
          remedy: /python3-pip/,
        },
        { what: expect.stringMatching(/cannot be reached: ECONNREFUSED/), remedy: /HTTPS_PROXY/ },
      ].map(({ what, remedy }) => ({ what: what as string, remedy: expect.stringMatching(remedy) as string })),
    );
  });

  it('says that python3 has no pip', async () => {
    const python = join(folder, 'bin', 'python3');
    mkdirSync(join(folder, 'bin'));
    writeFileSync(python, '#!/bin/sh\nexit 3\n');
    chmodSync(python, 0o755);
    const result = await check({ PATH: join(folder, 'bin'), HTTPS_PROXY: 'http://proxy' });
    expect(result.problems.map(({ what }) => what)).toEqual([expect.stringContaining('python3 has no pip')]);
  });

  it('says that the data folder cannot be written', async () => {
    writeFileSync(join(folder, 'file'), '');
    const result = await check({ PATH: '' }, join(folder, 'file', 'home'));
    expect(result.problems[0]).toMatchObject({
      what: expect.stringContaining('ENOTDIR') as string,
      remedy: expect.stringContaining('HOLDFAST_HOME') as string,
    });
  });
});
