import { afterAll, afterEach, beforeAll, describe } from 'vitest';
import type { MaterialFields } from '#core/actions/action';
import { describeWrites, type WriteFacts } from '../../contracts/writes.ts';
import { type RunningSupervisor, startSupervisor } from '../../support/lab-supervisor.ts';
import { cuttingProxy, effectsOn, labWriteTool } from '../../support/write-tool-parts.ts';

// Every write tool before a real supervisor of the lab. Its service `inventory` has been released once.

type Service = Awaited<ReturnType<RunningSupervisor['client']['service']>>;

interface LabWrite {
  readonly server: 'deployments' | 'infrastructure';
  readonly name: string;
  wish(state: Service): Readonly<Record<string, unknown>>;
  material(state: Service, revision: number): MaterialFields;
  /** Where the tool has an undo: what that brings back. */
  readonly restored?: (state: Service) => unknown;
}

const service = 'inventory';
const revisionOf = ({ version }: Service, revision: number) => ({ version, revision });

const tools: readonly LabWrite[] = [
  {
    server: 'infrastructure',
    name: 'scale_deployment',
    wish: ({ replicas }) => ({ replicas: replicas === 2 ? 3 : 2 }),
    material: ({ version, replicas }) => ({ version, replicas }),
    restored: ({ replicas }) => replicas,
  },
  { server: 'infrastructure', name: 'restart_deployment', wish: () => ({}), material: revisionOf },
  {
    server: 'infrastructure',
    name: 'restart_pod',
    wish: ({ instances }) => ({ pod: instances.find(({ state }) => state === 'healthy')!.name }),
    material: ({ version, uid }) => ({ version, service_uid: uid }),
  },
  {
    server: 'deployments',
    name: 'rollback_deployment',
    wish: ({ version }) => ({ revision: version === 'v3.1.0' ? 2 : 1 }),
    material: revisionOf,
    restored: ({ version }) => version,
  },
];

describe.each(tools)('$name, on the lab,', ({ server, name, wish, material, restored }) => {
  let lab: RunningSupervisor;
  const closers: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    lab = await startSupervisor([service]);
    await lab.client.patch(service, { version: 'v3.1.1' }, await lab.client.service(service));
    await lab.settled(service);
  });
  afterEach(async () => {
    await Promise.all(closers.splice(0).map((close) => close()));
  });
  afterAll(() => lab?.stop());

  const now = () => lab.client.service(service);
  const facts: WriteFacts = {
    service,
    wish: async () => wish(await now()),
    material: async () => material(await now(), (await lab.client.revisions(service)).at(-1)!.number),
    state: async () => restored?.(await now()),
    effects: async () =>
      (await effectsOn(lab.url, service)).flatMap(({ action }) => (action === undefined ? [] : [action])),
    async lossy(when) {
      const proxy = await cuttingProxy(lab.url, when);
      closers.push(proxy.close);
      return labWriteTool(server, name, proxy.url);
    },
    settled: () => lab.settled(service),
  };

  describeWrites(() => ({ tool: labWriteTool(server, name, lab.url), facts }), { undo: restored !== undefined });
});
