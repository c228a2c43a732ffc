import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ToolHub } from '#mcp/client/hub';
import { createBuiltInServer } from '../../support/built-in-server.ts';
import { waitUntil } from '#processes/wait-until';
import { type RunningSupervisor, startSupervisor } from '../../support/lab-supervisor.ts';
import { collectingAudit, hubOf, oneWordMasker, shopCatalogue } from '../../support/tool-server-parts.ts';

let lab: RunningSupervisor;
let hub: ToolHub;

beforeAll(async () => {
  lab = await startSupervisor(['payments', 'stock']);
  hub = infrastructureHub(lab.url);
});

afterAll(async () => {
  await hub?.close();
  await lab?.stop();
});

function infrastructureHub(url: string): ToolHub {
  return hubOf(
    createBuiltInServer(
      { name: 'infrastructure', adapter: 'lab', environments: { production: { url } } },
      {
        audit: collectingAudit(),
        masker: oneWordMasker,
        catalogue: shopCatalogue,
        reportedChanges: { list: () => Promise.resolve([]) },
        log: pino({ enabled: false }),
      },
    ),
  );
}

const ask = (tool: string, args: Record<string, unknown> = {}, on = hub) =>
  on.callTool({ server: 'infrastructure', tool, arguments: { environment: 'production', ...args } });

async function dataOf(tool: string, args: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
  const reply = await ask(tool, args);
  if (reply.kind !== 'result') throw new Error(`${tool}: ${reply.message}`);
  return reply.envelope.data as Record<string, unknown>;
}

const podsOf = async (service: string) =>
  (await lab.client.service(service)).instances.map(({ name, pid }) => ({ name, pid: pid ?? 0 }));

describe('a healthy service', () => {
  it('stands as it is wanted', async () => {
    expect(await dataOf('get_service_status', { service: 'payments' })).toMatchObject({
      service: 'payments',
      version: 'v1.8.2',
      revision: 1,
      generation: 1,
      replicas: 3,
      ready: 3,
      up_to_date: 3,
      unavailable: 0,
      restarts: 0,
      rollout: { state: 'complete' },
      workloads: [{ replicas: 3, ready: 3, rollout: { state: 'complete' } }],
      uid: (await lab.client.service('payments')).uid,
    });
  });

  it('has its pods listed by name, none of which fails', async () => {
    const { instances, count } = await dataOf('list_pods', { service: 'payments' });
    expect(count).toBe(3);
    const expected = { state: 'healthy', is_ready: true, is_up_to_date: true, version: 'v1.8.2', restarts: 0 };
    expect(instances).toMatchObject(['payments-1', 'payments-2', 'payments-3'].map((name) => ({ name, ...expected })));
    expect(await dataOf('list_failing_pods')).toEqual({ instances: [], count: 0, checked: 4 });
  });

  it('answers its health checks', async () => {
    expect(await dataOf('check_health_checks', { service: 'payments' })).toMatchObject({
      checked: 3,
      healthy: 3,
      unhealthy: 0,
      unhealthy_pods: [],
      health_checks: Array.from({ length: 3 }, () => ({ state: 'healthy', is_healthy: true, status_code: 200 })),
    });
  });

  it('uses CPU and memory, which add up', async () => {
    const use = await dataOf('get_resource_utilization', { service: 'payments' });
    const used = use['resource_use'] as { cpu_cores: number; memory_bytes: number; memory_limit_bytes: null }[];
    expect(use).toMatchObject({ measured: 3, not_measured: 0, over_seconds: 0.5 });
    expect(use['memory_bytes']).toBe(used.reduce((sum, pod) => sum + pod.memory_bytes, 0));
    for (const pod of used) {
      expect(pod.memory_bytes).toBeGreaterThan(10 * 1024 * 1024);
      expect(pod.cpu_cores).toBeGreaterThanOrEqual(0);
      expect(pod.cpu_cores).toBeLessThan(8);
      expect(pod.memory_limit_bytes).toBeNull();
    }
  });

  it('has its start among the events', async () => {
    const { events, crashes } = await dataOf('get_recent_events', { service: 'stock' });
    expect(crashes).toBe(0);
    expect((events as { kind: string; instance?: string }[]).map(({ kind, instance }) => [kind, instance])).toEqual([
      ['rollout_started', undefined],
      ['started', 'stock-1'],
      ['rollout_completed', undefined],
    ]);
  });
});

describe('what does not exist', () => {
  it('is named with the nearest service that does', async () => {
    expect(await ask('get_service_status', { service: 'paymens' })).toMatchObject({
      kind: 'error',
      code: 'NOT_FOUND',
      message: `lab ${lab.url} has no service "paymens". Names like it: payments. It has: payments, stock.`,
    });
  });

  it.each(['get_pod_status', 'get_pod_logs'])(
    '%s names the pods that there are instead of one that is gone',
    async (tool) => {
      expect(await ask(tool, { service: 'payments', pod: 'payments-99' })).toMatchObject({
        kind: 'error',
        code: 'NOT_FOUND',
        message: expect.stringMatching(
          /no pod of payments named "payments-99".*It has: payments-1, payments-2, payments-3\./,
        ) as string,
      });
    },
  );

  const hostile = ['..', '.', '../changes', 'a/b', '%2e%2e', 'payments?x=1', 'payments#', '__proto__', '\ud800', ' '];

  it.each(hostile)('a service named %j is not found, and leads nowhere else', async (service) => {
    for (const tool of ['get_service_status', 'check_health_checks', 'get_resource_utilization', 'get_recent_events']) {
      expect(await ask(tool, { service })).toMatchObject({ kind: 'error', code: 'NOT_FOUND' });
    }
  });

  it.each(hostile)('a pod named %j is not found, and leads nowhere else', async (pod) => {
    for (const tool of ['get_pod_status', 'get_pod_logs']) {
      expect(await ask(tool, { service: 'stock', pod })).toMatchObject({ kind: 'error', code: 'NOT_FOUND' });
    }
  });
});

describe('a pod in trouble', () => {
  it('that hangs fails its health check within the deadline, and the others are told', async () => {
    const [first] = await podsOf('payments');
    process.kill(first!.pid, 'SIGSTOP');
    try {
      const start = performance.now();
      const checks = await dataOf('check_health_checks', { service: 'payments' });
      expect(performance.now() - start).toBeLessThan(5_000);
      expect(checks).toMatchObject({ healthy: 2, unhealthy: 1, unhealthy_pods: [first!.name] });
      const hanging = { instance: first!.name, state: 'healthy', status_code: null, problem: 'no answer within 2 s' };
      expect(checks['health_checks']).toContainEqual(expect.objectContaining(hanging));
      const use = await dataOf('get_resource_utilization', { service: 'payments' });
      expect(use).toMatchObject({ measured: 2, not_measured: 1 });
    } finally {
      process.kill(first!.pid, 'SIGCONT');
    }
  });

  it('that crashes is started again under its name; status, events and logs tell of it', async () => {
    const [before] = await podsOf('stock');
    await fetch(`http://127.0.0.1:${(await lab.client.service('stock')).instances[0]!.port}/holds`, {
      method: 'POST',
      body: '{"before": "the crash"}',
    });
    process.kill(before!.pid, 'SIGKILL');
    const restarted = async () => {
      const pod = await dataOf('get_pod_status', { service: 'stock', pod: before!.name });
      const [instance] = pod['instances'] as { restarts: number; state: string }[];
      return instance?.restarts === 1 && instance.state === 'healthy' ? pod : undefined;
    };
    const pod = await waitUntil('the restart', restarted, { timeoutMilliseconds: 15_000, everyMilliseconds: 100 });
    expect(pod).toMatchObject({ last_exit: { code: null, signal: 'SIGKILL' }, is_failing: false });
    expect(await dataOf('get_service_status', { service: 'stock' })).toMatchObject({ ready: 1, restarts: 1 });
    const { events, crashes, restarts } = await dataOf('get_recent_events', { service: 'stock', limit: 2 });
    expect({ crashes, restarts }).toEqual({ crashes: 1, restarts: 1 });
    expect(events).toMatchObject([
      { kind: 'crashed', instance: before!.name, message: 'its process ended by SIGKILL' },
      { kind: 'restarted', instance: before!.name },
    ]);
    const failures = async (previous: boolean) => {
      const { lines } = await dataOf('get_pod_logs', { service: 'stock', pod: before!.name, previous });
      return (lines as { level: string; text: string }[]).filter(({ level }) => level === 'error');
    };
    expect(await failures(false)).toEqual([]);
    expect(await failures(true)).toMatchObject([{ text: expect.stringContaining('/holds 400') as string }]);
  });

  it('that is lost is failing, with the reason', async () => {
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

describe('the lines of a pod', () => {
  it('are its own, newest last, as many as asked for, without what a terminal would act on', async () => {
    const [first, second] = (await lab.client.service('payments')).instances;
    const post = (port: number, currency: string) =>
      fetch(`http://127.0.0.1:${port}/charges`, { method: 'POST', body: JSON.stringify({ currency }) });
    await post(second!.port, 'another');
    for (let count = 0; count < 4; count++) await post(first!.port, 'EUR');
    const reply = await ask('get_pod_logs', { service: 'payments', pod: first!.name, lines: 3 });
    expect(reply).toMatchObject({ kind: 'result', envelope: { data: { count: 3 }, meta: { truncated: true } } });
    const { lines } = await dataOf('get_pod_logs', { service: 'payments', pod: first!.name });
    const told = lines as { at: string; level: string; text: string }[];
    expect(told.filter(({ level }) => level === 'error')).toHaveLength(4);
    expect(told.map(({ at }) => at)).toEqual(told.map(({ at }) => at).sort());
  });
});

it('A supervisor that is away is UPSTREAM_UNAVAILABLE', async () => {
  const away = infrastructureHub('http://127.0.0.1:9');
  const calls: [string, Record<string, unknown>][] = [
    ['get_service_status', { service: 'payments' }],
    ['list_failing_pods', {}],
    ['get_pod_logs', { service: 'payments', pod: 'payments-1' }],
    ['get_recent_events', {}],
    ['check_health_checks', { service: 'payments' }],
  ];
  for (const [tool, args] of calls) {
    expect(await ask(tool, args, away)).toMatchObject({ kind: 'error', code: 'UPSTREAM_UNAVAILABLE', retryable: true });
  }
  await away.close();
});
