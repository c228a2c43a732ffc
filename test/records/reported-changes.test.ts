import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Change } from '#core/evidence/observations';
import { createReportedChanges } from '#records/reported-changes';
import { temporaryHome } from './temporary-home.ts';

const release = (id: string, at: string, environment = 'production'): Change => ({
  id,
  kind: 'release',
  service: 'payments',
  environment,
  at,
  version: '1.8.3',
  source: 'reported',
});

async function openChanges() {
  const { changes: folder } = await temporaryHome();
  const logged: object[] = [];
  return { folder, logged, ...createReportedChanges(folder, { warn: (fields: object) => logged.push(fields) }) };
}
const day = { environment: 'production', start: '2026-01-02T00:00:00Z', end: '2026-01-03T00:00:00Z' };
const ids = (changes: readonly Change[]) => changes.map(({ id }) => id);

describe('reported changes', () => {
  it('are listed by window and environment, oldest first, start inclusive and end exclusive', async () => {
    const { putChange, list } = await openChanges();
    await putChange(release('at-end', '2026-01-03T00:00:00Z'));
    await putChange(release('late', '2026-01-02T23:59:59Z'));
    await putChange(release('at-start', '2026-01-02T00:00:00Z'));
    await putChange(release('before', '2026-01-01T23:59:59Z'));
    await putChange(release('elsewhere', '2026-01-02T12:00:00Z', 'staging'));
    expect(ids(await list(day))).toEqual(['at-start', 'late']);
  });

  it('stand under their UTC day, whatever zone they were told in', async () => {
    const { putChange, list, folder } = await openChanges();
    await putChange(release('evening', '2026-01-01T23:30:00-02:00'));
    expect(await readdir(folder)).toEqual(['2026-01-02']);
    expect(ids(await list(day))).toEqual(['evening']);
  });

  it('are created once: the same again is nothing, another under the same id is refused', async () => {
    const { putChange, list } = await openChanges();
    const change = release('one', '2026-01-02T03:00:00Z');
    await Promise.all([putChange(change), putChange(change)]);
    await expect(putChange({ ...change, version: '9' })).rejects.toThrow(/Another change was already reported as one/);
    expect(await list(day)).toEqual([change]);
  });

  it('stay inside their folder whatever their id', async () => {
    const { putChange, list, folder } = await openChanges();
    await putChange(release('../../outside', '2026-01-02T03:00:00Z'));
    expect(await readdir(folder)).toEqual(['2026-01-02']);
    expect(ids(await list(day))).toEqual(['../../outside']);
  });

  it('are listed although half-written and foreign files lie among them, which are logged', async () => {
    const { putChange, list, folder, logged } = await openChanges();
    await putChange(release('good', '2026-01-02T03:00:00Z'));
    const today = join(folder, '2026-01-02');
    await writeFile(join(today, 'half.json'), '{"id":"half","ki');
    await writeFile(join(today, 'foreign.json'), '{"name":"not a change"}');
    await writeFile(join(today, 'timeless.json'), JSON.stringify(release('timeless', 'yesterday')));
    await writeFile(join(today, 'huge.json'), ' '.repeat(300_000));
    await writeFile(join(today, 'README'), 'ignored');
    await mkdir(join(today, 'folder.json'));
    await writeFile(join(folder, '2026-01-02x'), 'ignored');
    expect(ids(await list(day))).toEqual(['good']);
    expect(logged).toHaveLength(5);
    expect(logged).toContainEqual({
      file: join(today, 'huge.json'),
      reason: '300000 bytes; a change has at most 262144',
    });
  });

  it('need a time', async () => {
    const { putChange, list } = await openChanges();
    await expect(putChange(release('x', 'soon'))).rejects.toThrow('The change x is at "soon"');
    await expect(list({ ...day, start: '-15m' })).rejects.toThrow('The start of the window is at "-15m"');
  });
});
