import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isSha256 } from './digest.ts';
import { diskError, errorCode } from './disk-error.ts';
import { createFile, makeFolder } from './durable-file.ts';

/** Which notifications were sent. A mark is created once and never changes. */
export interface NotificationMarks {
  /** @throws Error that names the file if it cannot be read */
  has(key: string): Promise<boolean>;
  /** Durable when it resolves; idempotent. @throws Error that names the file and the reason */
  put(key: string): Promise<void>;
}

/** Empty files `<folder>/<2 hex>/<key>`; several processes may use the same folder at once. */
export function createNotificationMarks(folder: string): NotificationMarks {
  function fileOf(key: string): string {
    if (!isSha256(key))
      throw new Error(`"${key.slice(0, 80)}" is not a notification key: 64 lower-case hex digits are expected.`);
    return join(folder, key.slice(0, 2), key);
  }

  return {
    async has(key) {
      const file = fileOf(key);
      try {
        await stat(file);
        return true;
      } catch (error) {
        if (errorCode(error) === 'ENOENT') return false;
        throw diskError('read', file, error);
      }
    },

    async put(key) {
      const file = fileOf(key);
      await makeFolder(dirname(file));
      await createFile(file, '');
    },
  };
}
