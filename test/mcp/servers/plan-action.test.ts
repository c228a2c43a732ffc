import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ToolHub } from '#mcp/client/hub';
import { createBuiltInServer } from '../../support/built-in-server.ts';
import { type RunningSupervisor, startSupervisor } from '../../support/lab-supervisor.ts';
import { collectingAudit, hubOf, oneWordMasker, shopCatalogue } from '../../support/tool-server-parts.ts';
import { effectsOn } from '../../support/write-tool-parts.ts';

let lab: RunningSupervisor;
const hubs = new Map<string, ToolHub>();

beforeAll(async () => {
  lab = await startSupervisor(['stock']);
  const environments = { production: { url: lab.url } };
  for (const name of ['infrastructure', 'deployments'] as const) {
    const server = createBuiltInServer(
      { name, adapter: 'lab', environments },
      {
        audit: collectingAudit(),
        masker: oneWordMasker,
        catalogue: shopCatalogue,
        reportedChanges: { list: () => Promise.resolve([]) },
        log: pino({ enabled: false }),
      },
    );
    hubs.set(name, hubOf(server));
  }
});

afterAll(async () => {
  await Promise.all([...hubs.values()].map((hub) => hub.close()));
  await lab?.stop();
});

const plan = (server: string, tool: string, parameters: object, service = 'stock') =>
  hubs.get(server)!.callTool({
    server,
    tool: 'plan_action',
    arguments: { environment: 'production', service, tool, parameters },
  });

it('A plan is made with what reads alone, and changes nothing', async () => {
  const { uid, version, instances } = await lab.client.service('stock');
  const scale = await plan('infrastructure', 'scale_deployment', { replicas: 2 });
  expect(scale).toMatchObject({
    kind: 'result',
    envelope: {
      data: {
        back_end: 'lab',
        target: { kind: 'service', name: 'stock', uid },
        precondition: { version, replicas: 1 },
        undo: { tool: 'scale_deployment', parameters: { replicas: 1 }, precondition: { version, replicas: 2 } },
        summary:
          `scale_deployment {"replicas":2} of service stock at version ${version}, replicas 1; ` +
          'undone by scale_deployment {"replicas":1}.',
      },
      meta: { source: `lab ${lab.url}` },
    },
  });
  const restart = await plan('infrastructure', 'restart_pod', { pod: 'stock-1' });
  expect(restart).toMatchObject({
    envelope: { data: { target: { kind: 'instance', name: 'stock-1', uid: instances[0]!.uid } } },
  });
  expect(restart).not.toHaveProperty('envelope.data.undo');
  expect(await effectsOn(lab.url, 'stock')).toEqual([]);
});

it.each([
  ['infrastructure', 'scale_deployment', { replicas: '2' }, 'INVALID_ARGUMENT'],
  ['infrastructure', 'scale_deployment', { replicas: 2, force: true }, 'INVALID_ARGUMENT'],
  ['infrastructure', 'rollback_deployment', { revision: 1 }, 'INVALID_ARGUMENT'],
  ['infrastructure', 'restart_pod', { pod: 'stock-7' }, 'NOT_FOUND'],
  ['infrastructure', 'scale_deployment', { replicas: 1 }, 'PRECONDITION_FAILED'],
  ['deployments', 'rollback_deployment', { revision: 1 }, 'PRECONDITION_FAILED'],
  ['deployments', 'rollback_deployment', { revision: 9 }, 'NOT_FOUND'],
])('%s makes no plan of %s %j: %s', async (server, tool, parameters, code) => {
  expect(await plan(server, tool, parameters)).toMatchObject({ kind: 'error', code, retryable: false });
});
