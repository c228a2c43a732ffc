import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { ActionHash } from '#core/ids/action-hash';
import type { ActionMark } from '#core/actions/action-mark';
import { isSha256, sha256 } from './digest.ts';
import { diskError, errorCode } from './disk-error.ts';
import { createFile, makeFolder, syncFolder } from './durable-file.ts';

/** What is on record of an action, whatever workflows say: each mark is made once and never changes. */
export interface ActionMarks {
  /** Which marks there are. @throws Error where nobody can tell; only an action that has no folder has none */
  marksOf(actionHash: ActionHash): Promise<ReadonlySet<ActionMark>>;
  /**
   * Durable when it resolves. Of several that mark at once, one does.
   * @throws Error where the mark is there already, or cannot be made durable
   */
  mark(actionHash: ActionHash, mark: ActionMark, content: object): Promise<void>;
  /** @returns undefined where there is no such mark. @throws Error where nobody can tell */
  read(actionHash: ActionHash, mark: ActionMark): Promise<Readonly<Record<string, unknown>> | undefined>;
  /** Durable when it resolves; again is once. @throws Error where the bytes do not have the hash */
  putBytes(actionHash: ActionHash, bytes: string): Promise<void>;
  /** @throws Error where what is kept does not have the hash, or cannot be read */
  bytesOf(actionHash: ActionHash): Promise<string | undefined>;
}

/** As the write gate names them. */
const markNames = [
  'rejected',
  'withdrawn',
  'intent',
  'result',
  'undo-intent',
  'undo-result',
] as const satisfies readonly ActionMark[];

const MarkContent = z.record(z.string(), z.unknown());

/** `<folder>/<hash>/<mark>.json` and `<folder>/<hash>/action.json`; several processes may use the same folder at once. */
export function createActionMarks(folder: string): ActionMarks {
  function folderOf(actionHash: ActionHash): string {
    if (!isSha256(actionHash))
      throw new Error(`"${actionHash.slice(0, 80)}" is no hash of an action: 64 lower-case hex digits.`);
    return join(folder, actionHash);
  }

  /** @throws Error where the folder of all actions is not there: then nobody can tell what was written */
  async function assertRoot(): Promise<void> {
    const found = await stat(folder).catch((error: unknown) => {
      throw diskError('read the folder', folder, error);
    });
    if (!found.isDirectory()) throw new Error(`${folder} is no folder: put the marks of the actions back there.`);
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
      if (!created) throw new Error(`The action ${actionHash} is marked "${mark}" already (${file}).`);
    },

    async read(actionHash, mark) {
      const file = join(folderOf(actionHash), `${mark}.json`);
      const text = await contentOf(file);
      if (text === undefined) return undefined;
      try {
        return MarkContent.parse(JSON.parse(text));
      } catch (error) {
        throw new Error(`The mark ${file} is damaged: put it back from a backup.`, { cause: error });
      }
    },

    async putBytes(actionHash, bytes) {
      const own = folderOf(actionHash);
      if (sha256(bytes) !== actionHash)
        throw new Error(`These bytes are not those of the action ${actionHash}: they have the hash ${sha256(bytes)}.`);
      await assertRoot();
      await makeFolder(own);
      if (await createFile(join(own, 'action.json'), bytes)) return;
      assertBytes(actionHash, await contentOf(join(own, 'action.json')));
      // Whoever created it may not have synced the folder yet.
      await syncFolder(own);
    },

    async bytesOf(actionHash) {
      const bytes = await contentOf(join(folderOf(actionHash), 'action.json'));
      if (bytes !== undefined) assertBytes(actionHash, bytes);
      return bytes;
    },
  };

  /** @throws Error where these are not the bytes of the action */
  function assertBytes(actionHash: ActionHash, bytes: string | undefined): void {
    const actual = sha256(bytes ?? '');
    if (actual === actionHash) return;
    const file = join(folderOf(actionHash), 'action.json');
    throw new Error(`${file} is damaged: its content has the SHA-256 ${actual}. Put it back from a backup.`);
  }
}
