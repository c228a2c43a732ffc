import { chmod, mkdir, readFile, readdir, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { openContentStore } from '#records/content-store';
import { sha256 } from '#records/digest';
import { temporaryHome } from './temporary-home.ts';

const content = '{"a":"ä"}';
const digest = sha256(content);

describe('the content store', () => {
  it('gives back what it was given, under its SHA-256, for the owner alone', async () => {
    const { store: folder } = await temporaryHome();
    const store = await openContentStore(folder);
    expect(await store.put(content)).toBe(digest);
    expect(await store.get(digest)).toBe(content);
    const file = join(folder, digest.slice(0, 2), `${digest}.json`);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(join(file, '..'))).mode & 0o777).toBe(0o700);
  });

  it('keeps one file when the same is stored often and at once', async () => {
    const { store: folder } = await temporaryHome();
    const [one, other] = [await openContentStore(folder), await openContentStore(folder)];
    const digests = await Promise.all(Array.from({ length: 20 }, (_, i) => (i % 2 ? one : other).put(content)));
    expect(new Set(digests)).toEqual(new Set([digest]));
    expect(await readdir(join(folder, digest.slice(0, 2)))).toEqual([`${digest}.json`]);
    expect(await readdir(join(folder, 'tmp'))).toEqual([]);
  });

  it('knows nothing of what was not stored', async () => {
    const store = await openContentStore((await temporaryHome()).store);
    expect(await store.get(digest)).toBeUndefined();
  });

  it('names a damaged file on reading, and puts it right when the content is stored again', async () => {
    const { store: folder } = await temporaryHome();
    const store = await openContentStore(folder);
    await store.put(content);
    const file = join(folder, digest.slice(0, 2), `${digest}.json`);
    await writeFile(file, content.slice(0, -1));
    await expect(store.get(digest)).rejects.toThrow(`${file} is damaged`);
    await store.put(content);
    expect(await readFile(file, 'utf8')).toBe(content);
  });

  it.each(['../../etc/passwd', digest.toUpperCase(), digest.slice(1), '', `${digest}/../x`])(
    'refuses "%s" as a digest',
    async (given) => {
      const store = await openContentStore((await temporaryHome()).store);
      await expect(store.get(given)).rejects.toThrow('is not a digest');
    },
  );

  it('says what stands in the way of a folder', async () => {
    const { store: folder } = await temporaryHome();
    const store = await openContentStore(folder);
    await writeFile(join(folder, digest.slice(0, 2)), 'a foreign file');
    await expect(store.put(content)).rejects.toThrow(/a file is in the place of a folder.*\(EEXIST\)/);
  });

  it.each([
    ['of the file system', () => {}],
    ['400 days ahead of it', () => vi.setSystemTime(Date.now() + 400 * 24 * 3_600_000)],
  ])('sweeps what a crashed writer left an hour ago, and nothing younger, by a clock %s', async (_, setClock) => {
    onTestFinished(() => void vi.useRealTimers());
    setClock();
    const { store: folder } = await temporaryHome();
    await mkdir(join(folder, 'tmp'));
    await writeFile(join(folder, 'tmp', '.old.tmp'), '');
    await writeFile(join(folder, 'tmp', '.young.tmp'), '');
    const { mtimeMs } = await stat(join(folder, 'tmp', '.young.tmp'));
    const twoHoursAgo = new Date(mtimeMs - 7_200_000);
    await utimes(join(folder, 'tmp', '.old.tmp'), twoHoursAgo, twoHoursAgo);
    await openContentStore(folder);
    expect(await readdir(join(folder, 'tmp'))).toEqual(['.young.tmp']);
  });

  it.skipIf(process.getuid?.() === 0)(
    'says that a folder cannot be written (skipped for root, who may write anywhere)',
    async () => {
      const { store: folder } = await temporaryHome();
      const store = await openContentStore(folder);
      await chmod(folder, 0o500);
      await expect(store.put(content)).rejects.toThrow(/this user may not write there.*\(EACCES\)/);
      await chmod(folder, 0o700);
    },
  );
});
