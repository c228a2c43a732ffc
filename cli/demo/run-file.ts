import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { isRunning } from '../is-running.ts';

// How other commands find the demo that runs in this home.

const RunFile = z.object({ pid: z.number(), supervisorUrl: z.url(), gatewayUrl: z.url() });
export type RunFile = z.infer<typeof RunFile>;

const fileIn = (home: string) => join(home, 'demo.json');

/** @returns what removes the file again */
export async function writeRunFile(home: string, addresses: Omit<RunFile, 'pid'>): Promise<() => Promise<void>> {
  await mkdir(home, { recursive: true });
  await writeFile(fileIn(home), `${JSON.stringify({ pid: process.pid, ...addresses })}\n`, { mode: 0o600 });
  return () => rm(fileIn(home), { force: true });
}

/** @throws Error that says how to start a demo where none runs */
export async function readRunFile(home: string): Promise<RunFile> {
  const none = `No demo runs in ${home}. Start one with "npm start", or name its folder with --home.`;
  let text: string;
  try {
    text = await readFile(fileIn(home), 'utf8');
  } catch (error) {
    throw new Error(none, { cause: error });
  }
  const run = RunFile.parse(JSON.parse(text));
  if (!isRunning(run.pid)) throw new Error(none);
  return run;
}
