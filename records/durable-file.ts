import { randomUUID } from 'node:crypto';
import { link, mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { diskError, errorCode } from './disk-error.ts';

// Files that are complete or absent, even after a crash of the process or the machine: written under a temporary name,
// synced, renamed atomically, and the folder synced too. Readable by the owner only.

/** @throws Error that names the folder and the reason */
export async function makeFolder(path: string): Promise<void> {
  try {
    const first = await mkdir(path, { recursive: true, mode: 0o700 });
    if (first === undefined) return;
    for (let folder = path; ; folder = dirname(folder)) {
      await syncFolder(dirname(folder));
      if (folder === first || dirname(folder) === folder) break;
    }
  } catch (error) {
    throw diskError('create the folder', path, error);
  }
}

/** Makes renames and links in a folder durable. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } catch (error) {
    // Some network file systems cannot sync a folder, and are durable without it.
    if (!['EINVAL', 'ENOTSUP'].includes(errorCode(error) ?? '')) throw error;
  } finally {
    await folder.close();
  }
}

/**
 * Replaces a file atomically.
 * @param temporaryFolder on the same file system; default: the file's own folder
 * @throws Error that names the file and the reason; then the previous content is unchanged
 */
export async function replaceFile(
  path: string,
  content: Uint8Array | string,
  temporaryFolder = dirname(path),
): Promise<void> {
  await throughTemporary(path, content, temporaryFolder, async (temporary) => {
    await rename(temporary, path);
  });
}

/**
 * Creates a file atomically; of several writers exactly one creates it.
 * @returns whether it was created by this call
 * @throws Error that names the file and the reason
 */
export async function createFile(path: string, content: Uint8Array | string): Promise<boolean> {
  let created = true;
  await throughTemporary(path, content, dirname(path), async (temporary) => {
    try {
      await link(temporary, path);
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error;
      created = false;
    }
    await rm(temporary);
  });
  return created;
}

async function throughTemporary(
  path: string,
  content: Uint8Array | string,
  temporaryFolder: string,
  place: (temporary: string) => Promise<void>,
): Promise<void> {
  const temporary = join(temporaryFolder, `.${basename(path)}.${randomUUID()}.tmp`);
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await place(temporary);
    await syncFolder(dirname(path));
  } catch (error) {
    // The first error is reported; a temporary file that remains is swept later.
    await rm(temporary, { force: true }).catch(() => undefined);
    throw diskError('write', path, error);
  }
}
