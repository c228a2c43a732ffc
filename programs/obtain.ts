// External programs: ways to get one are tried in order, and why each one before was not taken is remembered.
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cachedProgram, keepInCache, lockCache, makeWorkFolder } from './cache.ts';
import { programOnPath } from './on-path.ts';

export interface ObtainOptions {
  /** The cache folder: see `cacheFolder`. */
  readonly cache: string;
  /** Gets what is obtained, from where, why, how long it may take, and the progress: lines for a person. */
  readonly report: (line: string) => void;
  readonly signal?: AbortSignal;
  /** The environment that tools (python3, apt-get, go) run in and that PATH is taken from. */
  readonly environment: NodeJS.ProcessEnv;
}

export interface SkippedWay {
  readonly way: string;
  readonly reason: string;
}

export interface Obtained {
  readonly path: string;
  readonly version: string;
  /** How it was come by, for people: `on PATH`, `in the cache`, `official release` ... */
  readonly way: string;
  readonly skipped: readonly SkippedWay[];
}

/** One way to fetch or build a program into the cache. */
export interface Way {
  /** For people: `official release`. */
  readonly name: string;
  /** The folder in the cache, with the version in it; a new pin is a new label. */
  readonly label: string;
  /**
   * Leaves the program as an executable file in the given folder.
   * @throws NotThisWay where this way does not work on this machine
   */
  readonly fetch: (folder: string, options: ObtainOptions) => Promise<string>;
}

export interface Program {
  readonly name: string;
  /** Names that it has on PATH. */
  readonly commands: readonly string[];
  /** Finds the version in what `--version` prints; without a match it is another program of that name. */
  readonly versionPattern: RegExp;
  /** The oldest version that has what we use. */
  readonly oldestVersion: string;
  readonly ways: readonly Way[];
  /** How a person gets it by hand: the end of the error message. */
  readonly byHand: string;
}

/**
 * The program's path: from PATH, else from the cache, else by the first way that works, kept in the cache.
 * Two processes at once fetch it once; one that is killed half-way leaves nothing that is taken for a program.
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
        report(`${program.name} ${kept.version}: ${way.name}, kept in ${kept.path}`);
        return { ...kept, way: way.name, skipped };
      } catch (error) {
        skip(way.name, error);
        report(`${program.name}: not by ${way.name}: ${skipped.at(-1)?.reason}`);
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
