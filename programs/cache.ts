import { randomUUID } from 'node:crypto';
import { chmod, mkdir, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { ObtainOptions, Program } from './obtain.ts';
import { programVersion } from './program-version.ts';

/** `$XDG_CACHE_HOME/holdfast`, else `~/.cache/holdfast`; also on macOS, so that the path is the same everywhere. */
export function cacheFolder(environment: NodeJS.ProcessEnv): string {
  const base = environment['XDG_CACHE_HOME'];
  // By the XDG specification, relative paths are ignored.
  if (base?.startsWith('/')) return join(base, 'holdfast');
  return join(environment['HOME'] || homedir(), '.cache', 'holdfast');
}

/** The manifest of a cached program, written before the folder gets its final name. */
const Manifest = z.object({ version: z.string(), size: z.number() });

// A home folder may be shared by machines of different platforms.
const platform = `${process.platform}-${process.arch}`;
const folderOf = (cache: string, program: Program, label: string) =>
  join(cache, 'programs', platform, program.name, label);

export interface KeptProgram {
  readonly path: string;
  readonly version: string;
}

/** The program in the cache: from the first of the ways, in order, whose copy is present and intact. */
export async function cachedProgram(
  cache: string,
  program: Program,
  options: ObtainOptions,
): Promise<KeptProgram | undefined> {
  for (const { label } of program.ways) {
    const folder = folderOf(cache, program, label);
    const path = join(folder, program.name);
    try {
      const manifest = Manifest.parse(JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')));
      const { size } = await stat(path);
      if (size !== manifest.size) throw new Error(`${path} has ${size} bytes instead of ${manifest.size}`);
      return { path, version: manifest.version };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') continue;
      options.report(`${program.name}: the copy in ${folder} is damaged and was ignored: ${(error as Error).message}`);
      await rm(folder, { recursive: true, force: true });
    }
  }
  return undefined;
}

/** Tests the program, and renames its folder atomically. Of two concurrent calls, the first one wins. */
export async function keepInCache(
  cache: string,
  program: Program,
  label: string,
  file: string,
  options: ObtainOptions,
): Promise<KeptProgram> {
  await chmod(file, 0o755);
  const version = await programVersion(program, file, options);
  const folder = folderOf(cache, program, label);
  const work = await makeWorkFolder(cache);
  try {
    const { size } = await stat(file);
    await rename(file, join(work, program.name));
    await writeFile(join(work, 'manifest.json'), JSON.stringify({ version, size }));
    await mkdir(join(folder, '..'), { recursive: true });
    await rename(work, folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return { path: join(folder, program.name), version };
}

/** An empty folder on the cache's file system, for atomic renames. Removes folders of processes that have ended. */
export async function makeWorkFolder(cache: string): Promise<string> {
  const parent = join(cache, 'unfinished');
  await mkdir(parent, { recursive: true });
  for (const name of await readdir(parent)) {
    if (!isAlive(Number.parseInt(name, 10))) await rm(join(parent, name), { recursive: true, force: true });
  }
  const folder = join(parent, `${process.pid}-${randomUUID()}`);
  await mkdir(folder);
  return folder;
}

/**
 * Waits until no other process is obtaining this program. The lock only saves work: the rename is what makes
 * concurrent calls safe, so the lock of a process that has ended is simply taken over.
 */
export async function lockCache(
  cache: string,
  name: string,
  { report, signal }: ObtainOptions,
): Promise<() => Promise<void>> {
  const lock = join(cache, `${name}.${platform}.lock`);
  let told = false;
  for (;;) {
    signal?.throwIfAborted();
    try {
      await writeFile(lock, String(process.pid), { flag: 'wx' });
      return () => rm(lock, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const holder = await readFile(lock, 'utf8').catch(() => '');
    const age = Date.now() - (await stat(lock).catch(() => ({ mtimeMs: Date.now() }))).mtimeMs;
    // Empty between creation and writing; if it stays empty, its writer was killed there.
    if (holder === '' ? age > 2_000 : !isAlive(Number(holder))) {
      await rm(lock, { force: true });
      continue;
    }
    if (!told && holder !== '') report(`${name}: process ${holder} is obtaining it; waiting`);
    told ||= holder !== '';
    await pause(200, undefined, { signal });
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
