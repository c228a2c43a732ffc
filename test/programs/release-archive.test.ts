import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NotThisWay } from '#programs/not-this-way';
import { releaseArchive } from '#programs/release-archive';
import { writeProgram } from './fake-program.ts';

let folder: string;
let server: Server;
let archive: Buffer;
let sha256: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-release-'));
  writeProgram(join(folder, 'beacon-3.0.0', 'beacon'), 'beacon, version 3.0.0');
  execFileSync('tar', ['-czf', join(folder, 'beacon.tar.gz'), '-C', folder, 'beacon-3.0.0']);
  archive = readFileSync(join(folder, 'beacon.tar.gz'));
  sha256 = createHash('sha256').update(archive).digest('hex');
});

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function fetchFrom(listener: RequestListener, pinned = sha256): Promise<string> {
  server = createServer(listener).listen({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/beacon.tar.gz`;
  const platform = `${process.platform}-${process.arch}`;
  const member = 'beacon-3.0.0/beacon';
  const way = releaseArchive({
    program: 'beacon',
    version: '3.0.0',
    archives: { [platform]: { url, sha256: pinned, member } },
  });
  const work = join(folder, 'work');
  mkdirSync(work);
  return way.fetch(work, { cache: folder, report: () => {}, environment: process.env });
}

describe('an official release', () => {
  it('is downloaded, checked and unpacked', async () => {
    const file = await fetchFrom((_request, response) => response.end(archive));
    expect(execFileSync(file, { encoding: 'utf8' })).toContain('version 3.0.0');
  });

  it('with another checksum than the pinned one is refused', async () => {
    const wrong = 'f'.repeat(64);
    await expect(fetchFrom((_request, response) => response.end(archive), wrong)).rejects.toThrow(/is pinned/);
  });

  it('that breaks off half-way is refused', async () => {
    const attempt = fetchFrom((_request, response) => {
      response.writeHead(200, { 'content-length': archive.length });
      response.write(archive.subarray(0, 50), () => response.destroy());
    });
    await expect(attempt).rejects.toThrow();
  });

  it('that is not there is another way to try', async () => {
    const attempt = fetchFrom((_request, response) => response.writeHead(404).end());
    await expect(attempt).rejects.toThrow(NotThisWay);
  });

  it('whose host does not answer costs three seconds', async () => {
    const start = Date.now();
    await expect(fetchFrom(() => {})).rejects.toThrow('cannot be reached within 3 s');
    expect(Date.now() - start).toBeLessThan(4_000);
  });

  it('without a pin for this platform is not taken', async () => {
    const way = releaseArchive({ program: 'beacon', version: '3.0.0', archives: {} });
    const attempt = way.fetch(folder, { cache: folder, report: () => {}, environment: {} });
    await expect(attempt).rejects.toThrow(/no pinned checksum of beacon 3\.0\.0 for/);
  });
});
