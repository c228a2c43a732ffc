import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createBuiltInServer } from '../../support/built-in-server.ts';
import { collectingAudit, hubOf, oneWordMasker, shopCatalogue } from '../../support/tool-server-parts.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

function alert(name: string, service: string, startsAt: string, silencedBy: string[] = []) {
  return {
    fingerprint: `f-${name}`,
    labels: { alertname: name, service, severity: 'critical' },
    annotations: { summary: 'password hunter2' },
    startsAt,
    endsAt: '2026-11-21T04:00:00Z',
    updatedAt: startsAt,
    receivers: [{ name: 'holdfast' }],
    status: { state: silencedBy.length > 0 ? 'suppressed' : 'active', silencedBy, inhibitedBy: [] },
  };
}

async function activeAlerts(args: Record<string, unknown>) {
  const all = [
    alert('Latency', 'checkout', '2026-11-21T03:04:00Z'),
    alert('HighErrorRate', 'checkout', '2026-11-21T03:02:00Z'),
    alert('Disk', 'ledger', '2026-11-21T03:00:00Z', ['silence-1']),
  ];
  const alertmanager = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://alertmanager');
    const silenced = url.searchParams.get('silenced') === 'true';
    const known = url.pathname === '/api/v2/alerts';
    const body = all.filter(({ status }) => silenced || status.silencedBy.length === 0);
    response.writeHead(known ? 200 : 404).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => alertmanager.listen(0, '127.0.0.1', resolve));
  closers.push(() => new Promise((resolve) => alertmanager.close(resolve)));
  const url = `http://127.0.0.1:${(alertmanager.address() as AddressInfo).port}`;
  const hub = hubOf(
    createBuiltInServer(
      { name: 'alerts', adapter: 'alertmanager', environments: { production: { url } } },
      {
        audit: collectingAudit(),
        masker: oneWordMasker,
        catalogue: shopCatalogue,
        reportedChanges: { list: () => Promise.resolve([]) },
      },
    ),
  );
  const reply = await hub.callTool({
    server: 'alerts',
    tool: 'get_active_alerts',
    arguments: { environment: 'production', ...args },
  });
  await hub.close();
  if (reply.kind !== 'result') throw new Error(reply.message);
  return reply.envelope;
}

describe('get_active_alerts', () => {
  it('gives the alerts of a service, oldest first, masked', async () => {
    const { data } = await activeAlerts({ service: 'checkout' });
    expect(data).toEqual({
      alerts: [
        expect.objectContaining({
          name: 'HighErrorRate',
          state: 'firing',
          service: 'checkout',
          severity: 'critical',
          active_since: '2026-11-21T03:02:00Z',
          annotations: { summary: 'password [masked]' },
        }) as unknown,
        expect.objectContaining({ name: 'Latency' }) as unknown,
      ],
      suppressions: [],
      total: 2,
    });
  });

  it('tells what silenced alerts are held back by, where they are asked for', async () => {
    expect(await activeAlerts({})).toMatchObject({ data: { total: 2 } });
    expect(await activeAlerts({ include_silenced: true, service: 'ledger' })).toMatchObject({
      data: {
        alerts: [{ name: 'Disk', state: 'suppressed' }],
        suppressions: [{ name: 'Disk', fingerprint: 'f-Disk', silenced_by: ['silence-1'], inhibited_by: [] }],
      },
    });
  });

  it('says that others are held when none matches, and cuts with a word', async () => {
    expect((await activeAlerts({ service: 'mailer' })).hints).toEqual(['No active alert matches. In all, 2 are held.']);
    expect(await activeAlerts({ limit: 1 })).toMatchObject({
      data: { alerts: [{ name: 'HighErrorRate' }], total: 2 },
      meta: { truncated: true },
      warnings: ['2 alerts match; 1 are shown.'],
    });
  });
});
