import { randomUUID } from 'node:crypto';
import { readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isSha256, sha256 } from './digest.ts';
import { diskError, errorCode } from './disk-error.ts';
import { makeFolder, replaceFile, syncFolder } from './durable-file.ts';

/** Content by its SHA-256. Stored content never changes. */
export interface ContentStore {
  /**
   * Durable when it resolves. Storing the same content twice makes one file; a damaged file is replaced.
   * @returns the SHA-256 in hex
   * @throws Error that names the file and the reason (full disk, no permission)
   */
  put(content: Uint8Array | string): Promise<string>;
  /**
   * @returns undefined if nothing with this digest is stored
   * @throws Error that names the file if its content has another digest or cannot be read
   */
  get(digest: string): Promise<string | undefined>;
}

/** After this time, a temporary file belongs to a writer that crashed. */
const staleAfterMilliseconds = 3_600_000;

/** Opens `<folder>/<2 hex>/<sha256>.json`; several processes may use the same folder at once. */
export async function openContentStore(folder: string): Promise<ContentStore> {
  const temporaryFolder = join(folder, 'tmp');
  await makeFolder(temporaryFolder);
  await sweep(temporaryFolder);

  const fileOf = (digest: string) => join(folder, digest.slice(0, 2), `${digest}.json`);

  async function read(digest: string): Promise<Buffer | undefined> {
    try {
      return await readFile(fileOf(digest));
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return undefined;
      throw diskError('read', fileOf(digest), error);
    }
  }

  return {
    async put(content) {
      const digest = sha256(content);
      const file = fileOf(digest);
      await makeFolder(dirname(file));
      const present = await read(digest);
      if (present && sha256(present) === digest) {
        // Another process may have created it and not synced the folder yet.
        await syncFolder(dirname(file)).catch((error: unknown) => {
          throw diskError('write', file, error);
        });
        return digest;
      }
      await replaceFile(file, content, temporaryFolder);
      return digest;
    },

    async get(digest) {
      if (!isSha256(digest))
        throw new Error(`"${digest.slice(0, 80)}" is not a digest: 64 lower-case hex digits are expected.`);
      const content = await read(digest);
      if (!content) return undefined;
      const actual = sha256(content);
      if (actual !== digest) {
        throw new Error(
          `The stored file ${fileOf(digest)} is damaged: its content has the SHA-256 ${actual}. ` +
            'Restore it from a backup; nothing that cites it can be trusted until then.',
        );
      }
      return content.toString('utf8');
    },
  };
}

async function sweep(temporaryFolder: string): Promise<void> {
  const files = await readdir(temporaryFolder);
  if (files.length === 0) return;
  const now = await timeThere(temporaryFolder);
  for (const name of files) {
    const path = join(temporaryFolder, name);
    // Another process may sweep at the same time and remove the file first.
    const modified = await stat(path).then(
      ({ mtimeMs }) => mtimeMs,
      () => Number.POSITIVE_INFINITY,
    );
    if (now - modified > staleAfterMilliseconds) await rm(path, { force: true });
  }
}

/**
 * The time on the clock of a folder's file system. It may be another machine's; by a clock ahead of it, a file that is
 * being written would look old. If it cannot be determined, nothing counts as old.
 */
async function timeThere(folder: string): Promise<number> {
  const probe = join(folder, `.${randomUUID()}.tmp`);
  try {
    await writeFile(probe, '');
    return (await stat(probe)).mtimeMs;
  } catch {
    return Number.NEGATIVE_INFINITY;
  } finally {
    await rm(probe, { force: true });
  }
}
