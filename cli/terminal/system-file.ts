import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { isRunning } from './is-running.ts';

// How other commands find the system that runs in this home.

const SystemFile = z.object({
  pid: z.number().int().positive(),
  /** Of a server that the system started; absent where TEMPORAL_* or the profile of the environment tells. */
  temporalAddress: z.string().min(1).optional(),
  namespace: z.string().min(1),
  taskQueue: z.string().min(1),
  gatewayUrl: z.url(),
  /** Only where something can be written. */
  approvalsUrl: z.url().optional(),
  /** Of the configuration that it runs with, absolute. Absent: a version before this one has written the file. */
  configurationFile: z.string().min(1).optional(),
  /** Of the lab; only a demo has one. */
  supervisorUrl: z.url().optional(),
});
export type SystemFile = z.infer<typeof SystemFile>;

const fileIn = (home: string) => join(home, 'system.json');

/** @returns what removes the file again, unless another system has written its own meanwhile */
export async function writeSystemFile(home: string, system: Omit<SystemFile, 'pid'>): Promise<() => Promise<void>> {
  await mkdir(home, { recursive: true });
  const file = fileIn(home);
  // At once: a reader finds the old one or the new one, whole.
  const next = `${file}.${process.pid}`;
  await writeFile(next, `${JSON.stringify({ pid: process.pid, ...system })}\n`, { mode: 0o600 });
  await rename(next, file);
  return async () => {
    const present = await readSystemFile(home).catch(() => undefined);
    if (present?.pid === process.pid) await rm(file, { force: true });
  };
}

/**
 * @returns undefined where no system runs in this home
 * @throws Error where the file is not one of ours
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
    throw new Error(`${fileIn(home)} is not what "holdfast up" writes. Remove it and start the system again.`);
  return isRunning(parsed.data.pid) ? parsed.data : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Judged with everything else that is not ours.
    return undefined;
  }
}
