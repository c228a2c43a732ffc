import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ServicePatch } from '#lab/supervisor-api';
import type { ToolHub } from '#mcp/client/hub';
import { createBuiltInServer, type TestEntry } from '../../support/built-in-server.ts';
import { type RunningSupervisor, startSupervisor } from '../../support/lab-supervisor.ts';
import { collectingAudit, hubOf, oneWordMasker, shopCatalogue } from '../../support/tool-server-parts.ts';

// The revisions of a real supervisor. The tests build on each other's, in their order.

let lab: RunningSupervisor;
let hub: ToolHub;

beforeAll(async () => {
  lab = await startSupervisor(['inventory']);
  hub = deploymentsHub({ adapter: 'lab', environments: { production: { url: lab.url } } });
});

afterAll(async () => {
  await hub?.close();
  await lab?.stop();
});

function deploymentsHub(entry: Omit<TestEntry, 'name'>): ToolHub {
  return hubOf(
    createBuiltInServer(
      { name: 'deployments', ...entry },
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

const ask = (tool: string, args: Record<string, unknown> = {}) =>
  hub.callTool({
    server: 'deployments',
    tool,
    arguments: { environment: 'production', service: 'inventory', ...args },
  });

async function dataOf(tool: string, args: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
  const reply = await ask(tool, args);
  if (reply.kind !== 'result') throw new Error(`${tool}: ${reply.message}`);
  return reply.envelope.data as Record<string, unknown>;
}

async function change(patch: Partial<ServicePatch>): Promise<void> {
  await lab.client.patch('inventory', patch, await lab.client.service('inventory'));
  await lab.settled('inventory');
}

const plan = () => dataOf('plan_rollback', { healthy_for_seconds: 0 });

it('The first release can be rolled back to nothing', async () => {
  const { from, to, ...rest } = await plan();
  expect(to).toEqual(from);
  expect(rest).toMatchObject({ is_rollback_possible: false, instances: 2 });
});

it('A release without a migration is rolled back to the one before it', async () => {
  await change({ version: 'v3.1.1', by: 'pipeline', summary: 'Faster reservations' });
  expect(await plan()).toMatchObject({
    from: { revision: 2, version: 'v3.1.1' },
    to: { revision: 1, version: 'v3.1.0' },
    includes_migration: false,
    is_rollback_possible: true,
    instances: 2,
  });
});

it('A release with a migration says so', async () => {
  await change({ version: 'v3.2.0', by: 'pipeline' });
  const planned = await plan();
  expect(planned).toMatchObject({ to: { revision: 2, version: 'v3.1.1' }, includes_migration: true });
  expect(planned['safety']).toContainEqual({
    fact: 'no_migration_between',
    ok: false,
    detail: 'The schema was migrated with v3.2.0 (3); going back does not undo that.',
  });
});

it('The release that came back is nothing to take back, and the one that was left nothing to go to', async () => {
  await change({ version: 'v3.1.1', by: 'j.doe' });
  const planned = await plan();
  // v3.2.0 was rolled back; v3.1.0 ran before it, on the schema of its time.
  expect(planned).toMatchObject({ from: { revision: 4 }, to: { revision: 1 }, includes_migration: true });
  expect(planned['safety']).toContainEqual(expect.objectContaining({ fact: 'current_is_release', ok: false }));
});

it('The history has the revisions newest first, with what became of them', async () => {
  await change({ replicas: 1, by: 'j.doe' });
  const { revisions, count, total } = await dataOf('get_rollout_history', { limit: 4 });
  expect({ count, total }).toEqual({ count: 4, total: 5 });
  const common = { state: 'complete', completed_at: expect.any(String) as string };
  expect(revisions).toMatchObject([
    { revision: 5, version: 'v3.1.1', kind: 'rollout', by: 'j.doe', replicas: 1, includes_migration: false, ...common },
    { revision: 4, version: 'v3.1.1', kind: 'release', includes_migration: false, ...common },
    { revision: 3, version: 'v3.2.0', kind: 'release', includes_migration: true, ...common },
    { revision: 2, version: 'v3.1.1', kind: 'release', summary: 'Faster reservations', by: 'pipeline', ...common },
  ]);
  expect(await ask('get_rollout_history', { limit: 4 })).toMatchObject({ envelope: { meta: { truncated: true } } });
});

it('A service that is not there is answered with the nearest', async () => {
  const message = `lab ${lab.url} has no service "inventori". Names like it: inventory. It has: inventory.`;
  expect(await ask('plan_rollback', { service: 'inventori' })).toMatchObject({ code: 'NOT_FOUND', message });
});

it('Reports tell of no revision: with them alone nothing plans a rollback', async () => {
  const reported = deploymentsHub({ adapter: 'reported', environments: { production: {} } });
  const reply = await reported.callTool({
    server: 'deployments',
    tool: 'plan_rollback',
    arguments: { environment: 'production', service: 'inventory' },
  });
  await reported.close();
  expect(reply).toMatchObject({ kind: 'error', message: expect.stringContaining('get_recent_deployments') as string });
});
