// External programs: the ways to get one are tried in order, and the reasons for skipping the earlier ones are
// recorded.
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cachedProgram, keepInCache, lockCache, makeWorkFolder } from './cache.ts';
import { programOnPath } from './on-path.ts';

export interface ObtainOptions {
  /** The cache folder: see `cacheFolder`. */
  readonly cache: string;
  /** Receives readable lines: what is obtained, from where, why, the expected duration, and the progress. */
  readonly report: (line: string) => void;
  readonly signal?: AbortSignal;
  /** The environment of tools (python3, apt-get, go), and the source of PATH. */
  readonly environment: NodeJS.ProcessEnv;
}

export interface SkippedWay {
  readonly way: string;
  readonly reason: string;
}

export interface Obtained {
  readonly path: string;
  readonly version: string;
  /** How it was obtained, as readable text: `on PATH`, `in the cache`, `official release` ... */
  readonly way: string;
  readonly skipped: readonly SkippedWay[];
}

/** One way to fetch or build a program into the cache. */
export interface Way {
  /** Readable: `official release`. */
  readonly name: string;
  /** The folder in the cache, with the version in its name; a new pinned version is a new folder. */
  readonly label: string;
  /**
   * Leaves the program as an executable file in the given folder.
   * @throws NotThisWay if this way does not work on this machine
   */
  readonly fetch: (folder: string, options: ObtainOptions) => Promise<string>;
}

export interface Program {
  readonly name: string;
  /** Its names on PATH. */
  readonly commands: readonly string[];
  /** Matches the version in the output of `--version`; without a match it is a different program of that name. */
  readonly versionPattern: RegExp;
  /** The oldest supported version. */
  readonly oldestVersion: string;
  readonly ways: readonly Way[];
  /** How to install it by hand: the end of the error message. */
  readonly byHand: string;
}

/**
 * The program's path: from PATH, else from the cache, else by the first way that works, stored in the cache.
 * Two concurrent processes fetch it once; one that is killed half-way leaves nothing that could be mistaken for a
 * program.
 * @throws Error that names every way with its reason, and how to get the program by hand; the signal's reason
 */
export async function obtain(program: Program, options: ObtainOptions): Promise<Obtained> {
  const { cache, report, signal } = options;
  const skipped: SkippedWay[] = [];
  const skip = (way: string, error: unknown) => {
    signal?.throwIfAborted();
    skipped.push({ way, reason: error instanceof Error ? error.message : String(error) });
  };

  try {
    return { ...(await programOnPath(program, options)), way: 'on PATH', skipped };
  } catch (error) {
    skip('on PATH', error);
  }
  const fromCache = async (): Promise<Obtained | undefined> => {
    const found = await cachedProgram(cache, program, options);
    return found && { ...found, way: 'in the cache', skipped };
  };
  const cached = await fromCache();
  if (cached) return cached;
  skip('in the cache', `nothing usable in ${join(cache, 'programs')}`);

  await mkdir(cache, { recursive: true });
  const unlock = await lockCache(cache, program.name, options);
  try {
    const obtainedByAnother = await fromCache();
    if (obtainedByAnother) return obtainedByAnother;
    for (const way of program.ways) {
      const folder = await makeWorkFolder(cache);
      try {
        const file = await way.fetch(folder, options);
        const kept = await keepInCache(cache, program, way.label, file, options);
        report(`${program.name} ${kept.version}: ${way.name}, stored in ${kept.path}`);
        return { ...kept, way: way.name, skipped };
      } catch (error) {
        skip(way.name, error);
        report(`${program.name}: skipped ${way.name}: ${skipped.at(-1)?.reason}`);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    }
  } finally {
    await unlock();
  }
  const reasons = skipped.map(({ way, reason }) => `\n  ${way}: ${reason}`).join('');
  throw new Error(`${program.name} could not be obtained:${reasons}\n${program.byHand}`);
}
