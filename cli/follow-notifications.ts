import { open, stat } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { plainLine } from '#gateway/plain-text';

const Notification = z.object({ text: z.string(), link: z.string().optional() });

const everyMilliseconds = 300;
/** Of one look: a terminal is not for reading megabytes. */
const mostBytes = 64 * 1024;
const longestText = 500;

/** Prints what runs tell the terminal, from now on, until the signal. A file that is not there yet is waited for. */
export async function followNotifications(
  file: string,
  print: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  let position = await sizeOf(file);
  let rest = '';
  while (!signal.aborted) {
    const size = await sizeOf(file);
    // Shorter than before: somebody has begun it anew.
    if (size < position) position = 0;
    if (size > position) {
      const from = Math.max(position, size - mostBytes);
      const lines = (rest + (await read(file, from, size))).split('\n');
      position = size;
      rest = lines.pop() ?? '';
      for (const line of lines) {
        const message = parse(line);
        if (message)
          print(`${plainLine(message.text, longestText)}${message.link === undefined ? '' : `  ${message.link}`}`);
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

function parse(line: string): z.infer<typeof Notification> | undefined {
  try {
    return Notification.parse(JSON.parse(line));
  } catch {
    return undefined; // Cut off by our limit, or by a process that died.
  }
}
