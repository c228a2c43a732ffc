import { open, stat } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { plainLine } from '#core/text/plain-text';

const Notification = z.object({ text: z.string(), link: z.string().optional() });

const everyMilliseconds = 300;
/** The limit per read: more would be too long for a terminal. */
const maximumBytes = 64 * 1024;
const maximumTextLength = 500;

/**
 * Prints notifications for the terminal from now on, until the signal; never rejects. Waits for a missing file; reports
 * an unreadable one once, and retries.
 */
export async function followNotifications(
  file: string,
  print: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  let position = await sizeOf(file);
  let rest = '';
  let isUnreadable = false;
  while (!signal.aborted) {
    const size = await sizeOf(file);
    // Shorter than before: the file was recreated.
    if (size < position) [position, rest] = [0, ''];
    if (size > position) {
      try {
        const lines = (rest + (await read(file, Math.max(position, size - maximumBytes), size))).split('\n');
        position = size;
        rest = lines.pop() ?? '';
        for (const line of lines.map(printed)) if (line !== undefined) print(line);
      } catch (error) {
        const { code, message } = error as NodeJS.ErrnoException;
        // The file is gone: the next read starts with the one that replaces it.
        if (code !== 'ENOENT' && !isUnreadable) {
          isUnreadable = true;
          print(`${file} cannot be read: ${message}`);
        }
      }
    }
    await pause(everyMilliseconds, undefined, { signal }).catch(() => {});
  }
}

async function sizeOf(file: string): Promise<number> {
  return (await stat(file).catch(() => undefined))?.size ?? 0;
}

async function read(path: string, from: number, to: number): Promise<string> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(to - from), 0, to - from, from);
    return buffer.subarray(0, bytesRead).toString('utf8');
  } finally {
    await file.close();
  }
}

function printed(json: string): string | undefined {
  try {
    const { text, link } = Notification.parse(JSON.parse(json));
    return `${plainLine(text, maximumTextLength)}${link === undefined ? '' : `  ${link}`}`;
  } catch {
    return undefined; // Cut off by the limit, or by a process that died.
  }
}
