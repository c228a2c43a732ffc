import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { EvidenceId } from '#core/ids/evidence-id';
import { openContentStore } from '#records/content-store';
import { sha256 } from '#records/digest';
import { createEvidenceStore, type NewEvidence } from '#records/evidence-store';
import { temporaryHome } from './temporary-home.ts';

const evidence: NewEvidence = {
  tool: 'metrics.get_service_metrics',
  toolHash: 'a'.repeat(64),
  arguments: { service: 'checkout', environment: 'production' },
  server: 'metrics',
  environment: 'production',
  window: { start: '2026-01-02T03:00:00Z', end: '2026-01-02T03:10:00Z' },
  payload: {
    data: { series: [{ points: [[1767322800, 0.14]] }] },
    meta: { source: 'prometheus', environment: 'production', took_ms: 12, cached: false, truncated: false },
    warnings: [],
    hints: [],
  },
};
const slower: NewEvidence = {
  ...evidence,
  payload: { ...evidence.payload, meta: { ...evidence.payload.meta, took_ms: 999, cached: true } },
};
const changed: NewEvidence = { ...evidence, payload: { ...evidence.payload, data: { series: [] } } };

async function openStore() {
  const { store: folder } = await temporaryHome();
  const content = await openContentStore(folder);
  return { folder, content, ...createEvidenceStore(content) };
}

describe('evidence', () => {
  it('reads back as it was recorded, without what varies from call to call', async () => {
    const { putEvidence, getEvidence } = await openStore();
    const recorded = await putEvidence(evidence);
    expect(await getEvidence(recorded.id)).toEqual(recorded);
    expect(recorded).toEqual({
      ...evidence,
      id: recorded.id,
      payload: { ...evidence.payload, meta: { ...evidence.payload.meta, took_ms: 0, cached: false } },
    });
  });

  it('has the same id however long the call took, and another for another result', async () => {
    const { putEvidence } = await openStore();
    const { id } = await putEvidence(evidence);
    expect((await putEvidence(slower)).id).toBe(id);
    expect((await putEvidence(changed)).id).not.toBe(id);
    expect((await putEvidence({ ...evidence, toolHash: 'b'.repeat(64) })).id).not.toBe(id);
    expect((await putEvidence({ ...evidence, window: undefined })).id).not.toBe(id);
  });

  it('can be checked with sha256sum alone: the id is the digest of the file', async () => {
    const { putEvidence, folder } = await openStore();
    const { id } = await putEvidence(evidence);
    const digest = id.slice(3);
    expect(sha256(await readFile(join(folder, digest.slice(0, 2), `${digest}.json`)))).toBe(digest);
  });

  it('is refused when somebody changed the stored file', async () => {
    const { putEvidence, getEvidence, folder } = await openStore();
    const { id } = await putEvidence(evidence);
    const shard = join(folder, id.slice(3, 5));
    const [name = ''] = await readdir(shard);
    await writeFile(join(shard, name), (await readFile(join(shard, name), 'utf8')).replace('0.14', '0.01'));
    await expect(getEvidence(id)).rejects.toThrow(/is damaged/);
  });

  it('is undefined where none has the id', async () => {
    const { getEvidence } = await openStore();
    expect(await getEvidence(`ev_${'0'.repeat(64)}`)).toBeUndefined();
  });

  it.each(['ev_../../x', `dl_${'0'.repeat(64)}`, 'ev_'])('is not asked for by "%s"', async (id) => {
    const { getEvidence } = await openStore();
    await expect(getEvidence(id as EvidenceId)).rejects.toThrow('is not an evidence id');
  });

  it('is not what was stored as something else', async () => {
    const { getEvidence, content } = await openStore();
    const digest = await content.put('{"kind":"Brief"}');
    await expect(getEvidence(`ev_${digest}`)).rejects.toThrow('is stored, but it is not evidence');
  });

  it.each([NaN, undefined, new Date(0)])('is refused with its place when it is not JSON: %s', async (value) => {
    const { putEvidence } = await openStore();
    const notJson = { ...evidence, payload: { ...evidence.payload, data: { value } } };
    await expect(putEvidence(notJson)).rejects.toThrow(/Not canonical JSON: \$\.payload\.data\.value is/);
  });

  it('is the same where an optional part is undefined or absent', async () => {
    const { putEvidence } = await openStore();
    const { window: _, ...withoutWindow } = evidence;
    const meta = { ...evidence.payload.meta, window: undefined, query: undefined };
    const undefinedParts = { ...evidence, window: undefined, payload: { ...evidence.payload, meta } };
    expect((await putEvidence(undefinedParts)).id).toBe((await putEvidence(withoutWindow)).id);
  });

  it('has nothing beside its own parts', async () => {
    const { putEvidence } = await openStore();
    const { id, ...recorded } = await putEvidence(evidence);
    expect((await putEvidence({ ...recorded, id } as NewEvidence)).id).toBe(id);
  });
});
