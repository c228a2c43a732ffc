import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

// Lets other commands find the system that is running in this home.

const SystemFile = z.object({
  pid: z.number().int().positive(),
  /** The address of a server that the system started; absent if TEMPORAL_* or the profile sets it. */
  temporalAddress: z.string().min(1).optional(),
  namespace: z.string().min(1),
  taskQueue: z.string().min(1),
  gatewayUrl: z.url(),
  /** Only if writes are configured. */
  approvalsUrl: z.url().optional(),
  /** The configuration it runs with, absolute; absent in files of older versions. */
  configurationFile: z.string().min(1).optional(),
  /** The lab's; only a demo has one. */
  supervisorUrl: z.url().optional(),
});
export type SystemFile = z.infer<typeof SystemFile>;

const fileIn = (home: string) => join(home, 'system.json');

/** @returns a function that removes the file, unless another system has written its own since */
export async function writeSystemFile(home: string, system: Omit<SystemFile, 'pid'>): Promise<() => Promise<void>> {
  await mkdir(home, { recursive: true });
  const file = fileIn(home);
  // Atomic: a reader sees the old file or the new one, complete.
  const next = `${file}.${process.pid}`;
  await writeFile(next, `${JSON.stringify({ pid: process.pid, ...system })}\n`, { mode: 0o600 });
  await rename(next, file);
  return async () => {
    const present = await readSystemFile(home).catch(() => undefined);
    if (present?.pid === process.pid) await rm(file, { force: true });
  };
}

/**
 * @returns undefined if no system is running in this home
 * @throws Error if the file was not written by Holdfast
 */
export async function readSystemFile(home: string): Promise<SystemFile | undefined> {
  let text: string;
  try {
    text = await readFile(fileIn(home), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new Error(`${fileIn(home)} cannot be read: ${(error as Error).message}`, { cause: error });
  }
  const parsed = SystemFile.safeParse(parseJson(text));
  if (!parsed.success)
    throw new Error(`${fileIn(home)} was not written by "holdfast up". Remove it and start the system again.`);
  return isRunning(parsed.data.pid) ? parsed.data : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Reported with every other malformed file.
    return undefined;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of another user also exists.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
