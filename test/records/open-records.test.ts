import type { IncidentId } from '#core/ids/workflow-ids';
import { readFile, readdir, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Delivery } from '#core/alerts/alert';
import type { Brief } from '#core/brief/brief';
import type { Documents } from '#gateway/ports';
import type { ReportedChanges } from '#mcp/kit/ports';
import { openRecords } from '#records/open-records';
import { temporaryHome } from './temporary-home.ts';

const silent = { warn: () => undefined };
const delivery: Delivery = {
  source: 'alertmanager',
  integration: 'main',
  groupKey: '{}:{alertname="HighErrorRate"}',
  groupId: '0123456789abcdef',
  environment: undefined,
  receivedAt: '2026-01-02T03:02:00Z',
  alerts: [],
  unprocessedAlerts: 0,
};
const brief: Brief = {
  apiVersion: 'holdfast/v1',
  kind: 'Brief',
  incidentId: 'incident/main/0123456789abcdef-1a2b3c4d' as IncidentId,
  workflowId: 'incident/main/0123456789abcdef',
  title: 'checkout: 14% errors',
  severity: 'critical',
  services: ['checkout'],
  startedAt: '2026-01-02T03:02:00Z',
  publishedAt: '2026-01-02T03:03:00Z',
  headline: ['checkout: 14% errors'],
  verdict: 'inconclusive',
  symptoms: [],
  findings: [],
  ruledOut: [],
  gaps: [],
  recommendations: [],
  changes: [],
  items: [],
  citations: [],
  timeline: [],
  links: {},
};

describe('the records', () => {
  it('are what the gateway and the tool servers ask for', async () => {
    const records = await openRecords(await temporaryHome(), silent);
    const documents: Documents = records;
    const changes: ReportedChanges = records.changes;
    expect(documents.putDelivery).toBeTypeOf('function');
    expect(changes.list).toBeTypeOf('function');
  });

  it('keep a delivery under the digest of its content', async () => {
    const { putDelivery, getDelivery } = await openRecords(await temporaryHome(), silent);
    const id = await putDelivery(delivery);
    expect(id).toMatch(/^dl_[0-9a-f]{64}$/);
    expect(await putDelivery(delivery)).toBe(id);
    expect(await getDelivery(id)).toEqual(delivery);
    expect(await getDelivery(`dl_${'0'.repeat(64)}`)).toBeUndefined();
    await expect(getDelivery('dl_../x')).rejects.toThrow('is not a delivery id');
  });

  it('keep a brief by its digest, and a readable copy of the latest', async () => {
    const home = await temporaryHome();
    const { putBrief, getBrief } = await openRecords(home, silent);
    const first = await putBrief(brief, '# first\n');
    const second = await putBrief({ ...brief, title: 'second' }, '# second\n');
    expect(second.digest).not.toBe(first.digest);
    expect(await getBrief(first.digest)).toEqual(brief);
    expect(relative(home.root, second.jsonPath)).toBe('incidents/main_0123456789abcdef-1a2b3c4d/brief.json');
    expect(JSON.parse(await readFile(second.jsonPath, 'utf8'))).toMatchObject({ title: 'second' });
    expect(await readFile(second.markdownPath, 'utf8')).toBe('# second\n');
    expect((await stat(second.jsonPath)).mode & 0o777).toBe(0o600);
  });

  it.each(['../../outside', '/etc', '..', '.hidden', 'a\u0000b', 'x'.repeat(500)])(
    'keep the brief of an incident called %j inside their folder',
    async (id) => {
      const home = await temporaryHome();
      const { putBrief } = await openRecords(home, silent);
      const { jsonPath } = await putBrief({ ...brief, incidentId: id as IncidentId }, '');
      expect(relative(home.incidents, jsonPath)).toMatch(/^[A-Za-z0-9_-][A-Za-z0-9._-]{0,110}\/brief\.json$/);
    },
  );

  it('do not take one kind of document for another', async () => {
    const { putDelivery, getBrief, putBrief, getDelivery } = await openRecords(await temporaryHome(), silent);
    await expect(getBrief((await putDelivery(delivery)).slice(3))).rejects.toThrow('is not a brief');
    await expect(getDelivery(`dl_${(await putBrief(brief, '')).digest}`)).rejects.toThrow('is not a delivery');
  });

  it('quarantine a body once, with where it came from and why', async () => {
    const home = await temporaryHome();
    const { quarantine } = await openRecords(home, silent);
    const digest = await quarantine('main', '{"broken', 'not JSON');
    expect(await quarantine('main', '{"broken', 'not JSON')).toBe(digest);
    expect(await quarantine('other', '{"broken', 'not JSON')).not.toBe(digest);
    expect(await readdir(home.quarantine)).toHaveLength(2);
    const kept: unknown = JSON.parse(await readFile(join(home.quarantine, `${digest}.json`), 'utf8'));
    expect(kept).toMatchObject({ integration: 'main', reason: 'not JSON', body: '{"broken' });
  });

  it('stand in folders for the owner alone', async () => {
    const home = await temporaryHome();
    const { terminal: _file, installation: _id, ...folders } = home;
    for (const folder of Object.values(folders)) expect((await stat(folder)).mode & 0o777).toBe(0o700);
  });
});
