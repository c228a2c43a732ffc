import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openHome, type Home } from '#records/home';

/** A home of its own for one test, removed when the test ends. */
export async function temporaryHome(): Promise<Home> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-records-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return openHome(join(folder, 'home'));
}
