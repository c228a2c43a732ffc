import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { NotThisWay } from './not-this-way.ts';
import type { ObtainOptions, Way } from './obtain.ts';
import { withProgress } from './progress.ts';
import { runTool } from './run-tool.ts';

// The time limit for an unreachable host, before the next way is tried.
const reachMilliseconds = 3_000;
const stallMilliseconds = 20_000;

export interface ReleaseArchive {
  readonly program: string;
  readonly version: string;
  /** By platform (`process.platform`-`process.arch`, such as `linux-x64`): the archive's URL and its SHA-256. */
  readonly archives: Readonly<Record<string, { url: string; sha256: string; member: string }>>;
}

/** The project's own release: a `.tar.gz`, accepted only with a pinned SHA-256. */
export function releaseArchive({ program, version, archives }: ReleaseArchive): Way {
  return {
    name: 'official release',
    label: `release-${version}`,
    fetch: async (folder, options) => {
      const platform = `${process.platform}-${process.arch}`;
      const archive = Object.hasOwn(archives, platform) ? archives[platform] : undefined;
      if (!archive) throw new NotThisWay(`no pinned checksum of ${program} ${version} for ${platform}`);
      const { url, sha256, member } = archive;
      options.report(`${program} ${version}: official release from ${new URL(url).host} (mostly under a minute)`);
      const file = join(folder, 'archive.tar.gz');
      const digest = await download(url, file, program, options);
      if (digest !== sha256) throw new Error(`${url} has SHA-256 ${digest}; ${sha256} is pinned. The file was deleted`);
      await runTool('tar', ['-xzf', file, '-C', folder, member], options);
      return join(folder, member);
    },
  };
}

/** Downloads to a file and returns the SHA-256. @throws NotThisWay if the host does not answer within 3 s */
async function download(url: string, file: string, what: string, options: ObtainOptions): Promise<string> {
  const abort = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, abort.signal]) : abort.signal;
  const host = new URL(url).host;
  let watchdog = setTimeout(() => abort.abort(), reachMilliseconds);
  try {
    const response = await fetch(url, { signal }).catch((error: unknown) => {
      options.signal?.throwIfAborted();
      const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : '';
      throw new NotThisWay(`${host} cannot be reached within ${reachMilliseconds / 1000} s${cause}`);
    });
    if (!response.ok || !response.body) throw new NotThisWay(`${url} answers ${response.status}`);
    const total = Number(response.headers.get('content-length')) || undefined;
    const hash = createHash('sha256');
    let received = 0;
    const megabytes = (bytes: number) => (bytes / 1e6).toFixed(0);
    const copy = pipeline(
      Readable.from(response.body),
      async function* (chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
          clearTimeout(watchdog);
          watchdog = setTimeout(() => abort.abort(new Error(`${host} stalled`)), stallMilliseconds);
          received += chunk.length;
          hash.update(chunk);
          yield chunk;
        }
      },
      createWriteStream(file),
      { signal },
    );
    const far = () => `, ${megabytes(received)}${total ? ` of ${megabytes(total)}` : ''} MB`;
    await withProgress(options.report, `${what}: downloading`, copy, far);
    return hash.digest('hex');
  } finally {
    clearTimeout(watchdog);
  }
}
