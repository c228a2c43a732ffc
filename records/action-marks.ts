import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { ActionHash } from '#core/ids/action-hash';
import type { ActionMark } from '#core/actions/action-mark';
import { isSha256, sha256 } from './digest.ts';
import { diskError, errorCode } from './disk-error.ts';
import { createFile, makeFolder, syncFolder } from './durable-file.ts';

/** The durable state of an action, independent of its workflow: each mark is created once and never changes. */
export interface ActionMarks {
  /** The marks that exist. @throws Error if they cannot be read; an action without a folder has none */
  marksOf(actionHash: ActionHash): Promise<ReadonlySet<ActionMark>>;
  /**
   * Durable when it resolves. Of several concurrent calls, exactly one succeeds.
   * @throws Error if the mark already exists or cannot be made durable
   */
  mark(actionHash: ActionHash, mark: ActionMark, content: object): Promise<void>;
  /** @returns undefined if there is no such mark. @throws Error if that cannot be determined */
  read(actionHash: ActionHash, mark: ActionMark): Promise<Readonly<Record<string, unknown>> | undefined>;
  /** Durable when it resolves; idempotent. @throws Error if the bytes do not have the hash */
  putBytes(actionHash: ActionHash, bytes: string): Promise<void>;
  /** @throws Error if the stored bytes do not have the hash or cannot be read */
  bytesOf(actionHash: ActionHash): Promise<string | undefined>;
}

/** The names that the write gate uses. */
const markNames = [
  'rejected',
  'withdrawn',
  'intent',
  'result',
  'undo-intent',
  'undo-result',
] as const satisfies readonly ActionMark[];

const MarkContent = z.record(z.string(), z.unknown());

/**
 * `<folder>/<hash>/<mark>.json` and `<folder>/<hash>/action.json`; several processes may use the same folder at once.
 */
export function createActionMarks(folder: string): ActionMarks {
  function folderOf(actionHash: ActionHash): string {
    if (!isSha256(actionHash))
      throw new Error(`"${actionHash.slice(0, 80)}" is not an action hash: 64 lower-case hex digits are expected.`);
    return join(folder, actionHash);
  }

  /** @throws Error if the folder of all actions is missing: then it is unknown what was written */
  async function assertRoot(): Promise<void> {
    const found = await stat(folder).catch((error: unknown) => {
      throw diskError('read the folder', folder, error);
    });
    if (!found.isDirectory()) throw new Error(`${folder} is not a folder. Restore the marks of the actions there.`);
  }

  async function contentOf(file: string): Promise<string | undefined> {
    try {
      return await readFile(file, 'utf8');
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw diskError('read', file, error);
    }
    await assertRoot();
    return undefined;
  }

  return {
    async marksOf(actionHash) {
      const own = folderOf(actionHash);
      await assertRoot();
      const found = await Promise.all(
        markNames.map(async (mark) => {
          const file = join(own, `${mark}.json`);
          try {
            await stat(file);
            return [mark];
          } catch (error) {
            if (errorCode(error) === 'ENOENT') return [];
            throw diskError('read', file, error);
          }
        }),
      );
      return new Set(found.flat());
    },

    async mark(actionHash, mark, content) {
      const own = folderOf(actionHash);
      await assertRoot();
      await makeFolder(own);
      const file = join(own, `${mark}.json`);
      const created = await createFile(file, JSON.stringify({ ...content, markedAt: new Date().toISOString() }));
      if (!created) throw new Error(`The action ${actionHash} already has the mark "${mark}" (${file}).`);
    },

    async read(actionHash, mark) {
      const file = join(folderOf(actionHash), `${mark}.json`);
      const text = await contentOf(file);
      if (text === undefined) return undefined;
      try {
        return MarkContent.parse(JSON.parse(text));
      } catch (error) {
        throw new Error(`The mark ${file} is damaged. Restore it from a backup.`, { cause: error });
      }
    },

    async putBytes(actionHash, bytes) {
      const own = folderOf(actionHash);
      if (sha256(bytes) !== actionHash)
        throw new Error(`These bytes do not belong to the action ${actionHash}: their SHA-256 is ${sha256(bytes)}.`);
      await assertRoot();
      await makeFolder(own);
      if (await createFile(join(own, 'action.json'), bytes)) return;
      assertBytes(actionHash, await contentOf(join(own, 'action.json')));
      // Another process may have created it and not synced the folder yet.
      await syncFolder(own);
    },

    async bytesOf(actionHash) {
      const bytes = await contentOf(join(folderOf(actionHash), 'action.json'));
      if (bytes !== undefined) assertBytes(actionHash, bytes);
      return bytes;
    },
  };

  /** @throws Error if these are not the bytes of the action */
  function assertBytes(actionHash: ActionHash, bytes: string | undefined): void {
    const actual = sha256(bytes ?? '');
    if (actual === actionHash) return;
    const file = join(folderOf(actionHash), 'action.json');
    throw new Error(`${file} is damaged: its content has the SHA-256 ${actual}. Restore it from a backup.`);
  }
}
