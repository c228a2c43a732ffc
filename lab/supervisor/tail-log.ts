import { type FileHandle, open } from 'node:fs/promises';
import { z } from 'zod';
import type { LogTail } from '../supervisor-api.ts';

const chunkBytes = 128 * 1024;
const mostBytes = 8 * 1024 * 1024;

const LogLine = z.object({ instance: z.string(), time: z.number() });

export interface TailRequest {
  readonly instance: string;
  /** At most 1,000. */
  readonly lines: number;
  /** Unix time, from inclusive, until exclusive: several processes may have used the name of an instance. */
  readonly fromMilliseconds: number;
  readonly untilMilliseconds: number;
}

/**
 * The last lines that one instance wrote to the shared log of its service. Reads at most the last
 * 8 MiB; a missing file counts as empty.
 */
export async function tailLog(path: string, request: TailRequest): Promise<LogTail> {
  let file: FileHandle;
  try {
    file = await open(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { lines: [], complete: true };
    throw error;
  }
  try {
    return await readBackwards(file, request);
  } finally {
    await file.close();
  }
}

async function readBackwards(file: FileHandle, { lines, ...wanted }: TailRequest): Promise<LogTail> {
  const found: string[] = [];
  const { size } = await file.stat();
  let position = size;
  // Bytes, not text: a chunk may begin in the middle of a character.
  let rest: Buffer = Buffer.alloc(0);
  while (position > 0 && found.length <= lines && size - position < mostBytes) {
    const length = Math.min(chunkBytes, position);
    position -= length;
    const chunk = Buffer.alloc(length);
    await file.read(chunk, 0, length, position);
    const whole = Buffer.concat([chunk, rest]);
    const start = position === 0 ? 0 : whole.indexOf(0x0a) + 1;
    if (position > 0 && start === 0) {
      rest = whole;
      continue;
    }
    rest = whole.subarray(0, start);
    const read = whole.subarray(start).toString('utf8').split('\n');
    found.unshift(...read.filter((line) => isWanted(line, wanted)));
  }
  return { lines: found.slice(-lines), complete: position === 0 && found.length <= lines };
}

function isWanted(
  line: string,
  { instance, fromMilliseconds, untilMilliseconds }: Omit<TailRequest, 'lines'>,
): boolean {
  // Most lines belong to other instances, so the cheap check comes first.
  if (!line.includes(instance)) return false;
  try {
    const parsed = LogLine.safeParse(JSON.parse(line));
    if (!parsed.success || parsed.data.instance !== instance) return false;
    return parsed.data.time >= fromMilliseconds && parsed.data.time < untilMilliseconds;
  } catch {
    // Half a line: the instance was killed while writing it.
    return false;
  }
}
