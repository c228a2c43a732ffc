import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import pLimit from 'p-limit';
import type { SendingEnd, OutgoingMessage } from '#core/runs/notification';
import { diskError } from '#records/disk-error';
import { makeFolder, syncFolder } from '#records/durable-file';
import type { Destination } from './destination.ts';
import { notificationJson } from './notification-json.ts';

export interface FileSettings {
  readonly kind: 'file';
  /** Absolute. */
  readonly path: string;
}

/** How much of its end is searched for a message that is sent again: some hundred messages. */
const lookedAtBytes = 256 * 1024;

/** One line of JSON per message, durable when it is told, for the owner alone. */
export function createFileDestination({ path }: FileSettings): Destination {
  // One after the other, so that what was appended is seen by the next.
  const turns = pLimit(1);
  return {
    send: (message, signal) =>
      turns(async () => {
        signal.throwIfAborted();
        try {
          return await append(path, message);
        } catch (error) {
          // Disks are emptied and modes corrected: it may help to try again.
          return { kind: 'refused', reason: diskError('append to', path, error).message, retryable: true };
        }
      }),
  };
}

async function append(path: string, message: OutgoingMessage): Promise<SendingEnd> {
  await makeFolder(dirname(path));
  const file = await open(path, 'a+', 0o600);
  try {
    const status = await file.stat();
    if (!status.isFile()) {
      return { kind: 'refused', reason: `${path} is no file; name another path for it`, retryable: false };
    }
    const end = await endOf(file, status.size);
    const present = end.split('\n').some((line) => keyIn(line) === message.key);
    if (!present) {
      // A line that a dying process left half is ended first, and stays one that is no JSON.
      const begin = end === '' || end.endsWith('\n') ? '' : '\n';
      await file.appendFile(`${begin}${notificationJson(message)}\n`);
    }
    // Also what stands there: who wrote it may have died before this.
    await file.datasync();
    await syncFolder(dirname(path));
    return { kind: 'sent', detail: present ? `stands in ${path} already` : `written to ${path}` };
  } finally {
    await file.close();
  }
}

async function endOf(file: FileHandle, size: number): Promise<string> {
  const length = Math.min(size, lookedAtBytes);
  if (length === 0) return '';
  const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, size - length);
  return buffer.subarray(0, bytesRead).toString('utf8');
}

function keyIn(line: string): unknown {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && 'key' in value ? value.key : undefined;
  } catch {
    return undefined; // Cut off, or not ours.
  }
}
