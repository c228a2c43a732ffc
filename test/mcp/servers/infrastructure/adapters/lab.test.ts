import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ToolHub } from '#mcp/client/hub';
import { lab as adapter } from '#mcp/servers/infrastructure/adapters/lab/adapter';
import { describeInfrastructure } from '../../../../contracts/infrastructure.ts';
import { createBuiltInServer } from '../../../../support/built-in-server.ts';
import { type RunningSupervisor, startSupervisor } from '../../../../support/lab-supervisor.ts';
import { collectingAudit, hubOf, oneWordMasker } from '../../../../support/tool-server-parts.ts';
import { labInfrastructure } from '../../../../support/worlds/lab-infrastructure.ts';

let lab: RunningSupervisor;
beforeAll(async () => {
  lab = await startSupervisor(['payments', 'stock']);
});
afterAll(() => lab?.stop());

describeInfrastructure({ adapter, system: 'the lab', how: 'real', open: async () => labInfrastructure(lab) });

describe('What only the lab says', () => {
  let hub: ToolHub;
  beforeAll(() => {
    const environments = { production: adapter.settings.parse({ url: lab.url }) };
    hub = hubOf(
      createBuiltInServer(
        { name: 'infrastructure', adapter: 'lab', environments },
        { audit: collectingAudit(), masker: oneWordMasker, log: pino({ enabled: false }) },
      ),
    );
  });
  afterAll(() => hub?.close());

  async function dataOf(tool: string, args: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
    const reply = await hub.callTool({
      server: 'infrastructure',
      tool,
      arguments: { environment: 'production', ...args },
    });
    if (reply.kind !== 'result') throw new Error(`${tool}: ${reply.message}`);
    return reply.envelope.data as Record<string, unknown>;
  }

  it('is the start of a service among its events, its rollout included', async () => {
    const { events, crashes } = await dataOf('get_recent_events', { service: 'payments' });
    expect(crashes).toBe(0);
    expect((events as { kind: string }[]).map(({ kind }) => kind)).toEqual([
      'rollout_started',
      'started',
      'started',
      'started',
      'rollout_completed',
    ]);
  });

  it('is the health of several services at once; one that it does not run costs a hint', async () => {
    const arguments_ = { environment: 'production', services: ['payments', 'stock', 'github'] };
    const reply = await hub.callTool({ server: 'infrastructure', tool: 'check_health_checks', arguments: arguments_ });
    if (reply.kind !== 'result') throw new Error(reply.message);
    const { data, hints, warnings } = reply.envelope;
    const checks = (data as { health_checks: { service: string; is_healthy: boolean }[] }).health_checks;
    expect(new Set(checks.map(({ service }) => service))).toEqual(new Set(['payments', 'stock']));
    expect(checks.every(({ is_healthy }) => is_healthy)).toBe(true);
    expect(hints).toEqual([`lab ${lab.url} does not run github.`]);
    expect(warnings).toEqual([]);
  });

  it.each([
    ['neither', {}],
    ['both', { service: 'payments', services: ['payments'] }],
  ])('asks for one way to name services: %s is refused', async (_name, args) => {
    await expect(dataOf('check_health_checks', args)).rejects.toThrow('Name either service or services, and not both.');
  });

  it('is NOT_FOUND with what there is, where it runs none of them', async () => {
    await expect(dataOf('check_health_checks', { services: ['github', 'pay'] })).rejects.toThrow(
      /it has: payments, stock/i,
    );
  });

  it('is an instance that refuses, among healthy ones', async () => {
    await lab.client.break('instance-stuck');
    try {
      expect(await dataOf('check_health_checks', { services: ['payments', 'stock'] })).toMatchObject({
        unhealthy: 1,
        health_checks: expect.arrayContaining([
          expect.objectContaining({ service: 'payments', is_healthy: false, status_code: 503 }),
        ]) as unknown,
      });
    } finally {
      await lab.client.heal();
    }
  });

  it('is CPU over half a second, and no limits', async () => {
    const use = await dataOf('get_resource_utilization', { service: 'payments' });
    const used = use['resource_use'] as { memory_bytes: number; memory_limit_bytes: null }[];
    expect(use).toMatchObject({
      over_seconds: 0.5,
      memory_bytes: used.reduce((sum, pod) => sum + pod.memory_bytes, 0),
    });
    expect(used.map(({ memory_limit_bytes }) => memory_limit_bytes)).toEqual([null, null, null]);
  });

  it('is an instance that is lost with its node, which fails for that reason', async () => {
    await lab.client.break('instance-killed');
    try {
      const { instances, count } = await dataOf('list_failing_pods', { service: 'payments' });
      expect(count).toBe(1);
      expect(instances).toMatchObject([
        { service: 'payments', state: 'lost', reason: expect.stringContaining('reached') as string },
      ]);
      expect(await dataOf('get_service_status', { service: 'payments' })).toMatchObject({ ready: 2, unavailable: 1 });
      const { events } = await dataOf('get_recent_events', { service: 'payments', limit: 1 });
      expect(events).toMatchObject([{ kind: 'lost' }]);
    } finally {
      await lab.client.heal();
    }
    await lab.settled('payments');
  });
});
