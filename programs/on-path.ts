import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import type { KeptProgram } from './cache.ts';
import { NotThisWay } from './not-this-way.ts';
import type { ObtainOptions, Program } from './obtain.ts';
import { programVersion } from './program-version.ts';

/** The first executable of that name on PATH. Relative entries are ignored: they depend on the working folder. */
export function findOnPath(command: string, environment: NodeJS.ProcessEnv): string | undefined {
  for (const folder of (environment['PATH'] ?? '').split(delimiter)) {
    if (!isAbsolute(folder)) continue;
    const path = join(folder, command);
    try {
      accessSync(path, constants.X_OK);
      if (statSync(path).isFile()) return path;
    } catch {
      // Not here.
    }
  }
  return undefined;
}

/** @throws NotThisWay if it is not on PATH; Error if the program there cannot be used */
export async function programOnPath(program: Program, options: ObtainOptions): Promise<KeptProgram> {
  for (const command of program.commands) {
    const path = findOnPath(command, options.environment);
    if (path) return { path, version: await programVersion(program, path, options) };
  }
  throw new NotThisWay(`no ${program.commands.join(' or ')} on PATH`);
}
