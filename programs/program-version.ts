import type { ObtainOptions, Program } from './obtain.ts';
import { runTool } from './run-tool.ts';

/**
 * Runs the file with `--version` (5 s at most) and returns the version that it reports.
 * @throws Error if it does not run, is a different program of that name, or is too old
 */
export async function programVersion(
  program: Pick<Program, 'name' | 'versionPattern' | 'oldestVersion'>,
  path: string,
  { environment, signal }: Pick<ObtainOptions, 'environment' | 'signal'>,
): Promise<string> {
  // Older Prometheus prints its version to standard error.
  const { stdout, stderr } = await runTool(path, ['--version'], { environment, signal, timeoutMilliseconds: 5_000 });
  const version = program.versionPattern.exec(`${stdout}\n${stderr}`)?.[1];
  if (!version) throw new Error(`${path} is not the program ${program.name}: its --version prints something else`);
  if (isOlder(version, program.oldestVersion)) {
    throw new Error(`${path} is version ${version}; ${program.oldestVersion} or later is needed`);
  }
  return version;
}

/** Compares dotted numbers; suffixes (`-rc.1`, `+ds`) are ignored. */
export function isOlder(version: string, oldest: string): boolean {
  const numbers = (text: string) => text.split(/[-+~]/)[0]?.split('.').map(Number) ?? [];
  const [left, right] = [numbers(version), numbers(oldest)];
  for (let place = 0; place < right.length; place += 1) {
    const difference = (left[place] ?? 0) - (right[place] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}
