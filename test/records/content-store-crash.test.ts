import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openContentStore } from '#records/content-store';
import { outputOf, startProgram } from './run-program.ts';
import { temporaryHome } from './temporary-home.ts';

async function digestsOnDisk(folder: string): Promise<string[]> {
  const names: string[] = [];
  for (const shard of await readdir(folder)) {
    if (shard !== 'tmp') names.push(...(await readdir(join(folder, shard))));
  }
  return names.map((name) => name.replace(/\.json$/, ''));
}

describe('the content store under crashes and company', () => {
  it('has every file whole, and every acknowledged one, after its writer was killed at any moment', async () => {
    const { store: folder } = await temporaryHome();
    const acknowledged: string[] = [];
    for (let round = 0; round < 6; round++) {
      const writer = startProgram('write-content', [folder, String(round * 10_000), '10000']);
      const ended = outputOf(writer);
      await once(writer.stdout!, 'data');
      await new Promise((resolve) => setTimeout(resolve, 7 * round));
      writer.kill('SIGKILL');
      const { output, code } = await ended;
      expect(code).toBeNull();
      acknowledged.push(...output.split('\n').filter((line) => line.length === 64));
    }
    const store = await openContentStore(folder);
    const present = await digestsOnDisk(folder);
    expect(acknowledged.length).toBeGreaterThan(6);
    expect(new Set(present)).toEqual(new Set([...present, ...acknowledged]));
    // Reading checks the digest, so a half-written file would be an error.
    for (const digest of present) expect(await store.get(digest)).toBeDefined();
  });

  it('serves several processes that store the same content at once', async () => {
    const { store: folder } = await temporaryHome();
    const results = await Promise.all(
      Array.from({ length: 4 }, () => outputOf(startProgram('write-content', [folder, '0', '25']))),
    );
    for (const { code, errors } of results) expect({ code, errors }).toEqual({ code: 0, errors: '' });
    expect(new Set(results.map(({ output }) => output)).size).toBe(1);
    expect(await digestsOnDisk(folder)).toHaveLength(25);
    expect(await readdir(join(folder, 'tmp'))).toEqual([]);
  });
});
