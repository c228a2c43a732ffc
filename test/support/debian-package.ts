import { access, mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { cacheFolder, makeWorkFolder } from '#programs/cache';
import { unpackDebianPackage } from '#programs/debian';

/**
 * The files of a package that only tests need, kept in the cache: see {@link unpackDebianPackage}.
 * @throws NotThisWay where there is no apt
 */
export async function debianPackage(name: string): Promise<string> {
  const cache = cacheFolder(process.env);
  const kept = join(cache, 'packages', `${process.platform}-${process.arch}`, name);
  if (
    await access(kept).then(
      () => true,
      () => false,
    )
  )
    return kept;
  const work = await makeWorkFolder(cache);
  try {
    const unpacked = await unpackDebianPackage(name, work, { cache, report: () => {}, environment: process.env });
    await mkdir(dirname(kept), { recursive: true });
    await rename(unpacked, kept).catch((error: NodeJS.ErrnoException) => {
      // Another test file was first.
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
    return kept;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
