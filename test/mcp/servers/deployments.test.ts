import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import type { Change } from '#core/evidence/observations';
import { createBuiltInServer } from '../../support/built-in-server.ts';
import { mergeChanges } from '#mcp/servers/deployments/merge-changes';
import { collectingAudit, hubOf, oneWordMasker, shopCatalogue } from '../../support/tool-server-parts.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

const release: Change = {
  id: 'lab-1',
  kind: 'release',
  service: 'payments',
  environment: 'production',
  at: '2026-11-21T03:01:10Z',
  version: 'v1.8.3',
  previous_version: 'v1.8.2',
  source: 'lab',
};
const report: Change = {
  ...release,
  id: 'ci-7',
  at: '2026-11-21T03:00:40Z',
  previous_version: undefined,
  commit: 'abc123',
  source: 'reported',
};

describe('merging changes', () => {
  it('makes one of a change that two sources tell, and tells both', () => {
    expect(mergeChanges([[release], [report]])).toEqual([
      { ...release, commit: 'abc123', source: 'lab, reported', by: undefined, summary: undefined, url: undefined },
    ]);
  });

  it.each([
    ['another version', { version: 'v1.8.4' }],
    ['another service', { service: 'checkout' }],
    ['another kind', { kind: 'flag' as const }],
    ['another time', { at: '2026-11-21T03:20:00Z' }],
  ])('keeps changes apart that differ by %s', (_, difference) => {
    expect(mergeChanges([[release], [{ ...report, ...difference }]])).toHaveLength(2);
  });

  it('takes one report for one change only', () => {
    expect(mergeChanges([[release], [report, { ...report, id: 'ci-8' }]])).toHaveLength(2);
  });

  it('sorts by time, whatever the zone it is written in', () => {
    const late = { ...release, id: 'late', version: 'v2', at: '2026-11-21T03:30:00Z' };
    const early = { ...release, id: 'early', version: 'v0', at: '2026-11-21T04:00:00+02:00' };
    expect(mergeChanges([[late, release], [early]]).map(({ id }) => id)).toEqual(['early', 'lab-1', 'late']);
  });
});

async function supervisor(changes: readonly unknown[]): Promise<string> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://lab');
    const known = url.pathname === '/v1/changes' && url.searchParams.get('since') === '2026-11-21T03:00:00.000Z';
    response.writeHead(known ? 200 : 404).end(JSON.stringify({ changes }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => new Promise((resolve) => server.close(resolve)));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function recent(url: string, reported: readonly Change[], args: Record<string, unknown> = {}) {
  const server = createBuiltInServer(
    { name: 'deployments', adapter: 'lab', environments: { production: { url } } },
    {
      audit: collectingAudit(),
      masker: oneWordMasker,
      catalogue: shopCatalogue,
      reportedChanges: { list: () => Promise.resolve(reported) },
      log: pino({ enabled: false }),
      now: () => new Date('2026-11-21T03:30:00Z'),
    },
  );
  const hub = hubOf(server);
  const reply = await hub.callTool({
    server: 'deployments',
    tool: 'get_recent_deployments',
    arguments: { environment: 'production', window: { start: '-30m' }, ...args },
  });
  await hub.close();
  return reply;
}

describe('get_recent_deployments', () => {
  it('merges the lab and the reports, leaves out what is not in the window, and names its sources', async () => {
    const url = await supervisor([release, { ...release, id: 'lab-2', at: '2026-11-21T03:31:00Z' }]);
    const reply = await recent(url, [report]);
    expect(reply).toMatchObject({
      kind: 'result',
      envelope: {
        data: { changes: [{ id: 'lab-1', source: 'lab, reported', commit: 'abc123' }] },
        meta: { source: `lab ${url}, reported changes`, window: { start: '2026-11-21T03:00:00.000Z' } },
        warnings: [],
      },
    });
  });

  it('says which services were changed when those asked for were not', async () => {
    const reply = await recent(await supervisor([release]), [], { services: ['checkout'] });
    expect(reply).toMatchObject({
      envelope: {
        data: { changes: [] },
        hints: ['No change of these services in the window; changed were: payments.'],
      },
    });
  });

  it('warns when a source is down, and does not say "nothing" on what is left', async () => {
    const partial = await recent('http://127.0.0.1:9', [report]);
    expect(partial).toMatchObject({ kind: 'result', envelope: { data: { changes: [{ id: 'ci-7' }] } } });
    expect(partial.kind === 'result' && partial.envelope.warnings[0]).toContain('This answer is incomplete (lab): lab');
    expect(await recent('http://127.0.0.1:9', [])).toMatchObject({ kind: 'error', code: 'UPSTREAM_UNAVAILABLE' });
  });
});
