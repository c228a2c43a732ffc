import { alertmanagerProgram } from './alertmanager.ts';
import { cachedProgram } from './cache.ts';
import { findOnPath } from './on-path.ts';
import { prometheusProgram } from './prometheus.ts';
import { temporal } from './temporal.ts';

/** The names of the programs that are neither on PATH nor in the cache. Checks files only; runs and fetches nothing. */
export async function missingPrograms(cache: string, environment: NodeJS.ProcessEnv): Promise<string[]> {
  const missing: string[] = [];
  for (const program of [temporal, prometheusProgram, alertmanagerProgram]) {
    if (program.commands.some((command) => findOnPath(command, environment))) continue;
    const quiet = { cache, environment, report: () => {} };
    if (!(await cachedProgram(cache, program, quiet))) missing.push(program.name);
  }
  return missing;
}
