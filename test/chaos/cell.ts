import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { stringify } from 'yaml';
import type { NotificationRequest } from '#core/runs/run';
import { openHome } from '#records/home';
import { chaosProxy, type Meddler, type SeenRequest } from '../support/chaos-proxy.ts';
import { startSupervisor } from '../support/lab-supervisor.ts';
import { cellConfiguration, cellPolicy, services } from './cell-configuration.ts';
import { startExecutor } from './executor.ts';
import { type Place, scaleTool } from './scale-action.ts';

export const keyOf = ({ environment, service }: Place): string => `${environment}/${service}`;

/** A system of its own: labs, an executor, a proxy between them, and somebody who is told. */
export async function startCell(name: string, temporalAddress: string, labCount: number) {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-chaos-'));
  const home = await openHome(folder);
  const taskQueue = `execute-${name}`;
  const heads = join(folder, 'heads');
  const labs = await Promise.all(Array.from({ length: labCount }, () => startSupervisor(services)));
  const environments = labs.map((_, index) => `${index % 2 === 0 ? 'alone' : 'asks'}-${name}-${index + 1}`);
  const labUrls = Object.fromEntries(environments.map((environment, index) => [environment, labs[index]!.url]));

  const traps = new Map<string, Meddler>();
  const trapOf = (seen: SeenRequest) => traps.get(keyOf(seen));
  const meddler: Meddler = {
    request: async (seen) => (await trapOf(seen)?.request(seen)) ?? 'pass',
    answer: async (seen) => (await trapOf(seen)?.answer(seen)) ?? 'pass',
  };
  const proxies = await Promise.all(
    environments.map((environment) => chaosProxy(environment, labUrls[environment]!, meddler)),
  );
  const proxied = Object.fromEntries(environments.map((environment, index) => [environment, proxies[index]!.url]));
  await writeFile(join(folder, 'holdfast.yaml'), stringify(cellConfiguration(taskQueue, heads, proxied)));
  await writeFile(join(folder, 'policy.yaml'), stringify(cellPolicy));

  const told: NotificationRequest[] = [];
  const tellQueue = `tell-${name}`;
  const nativeConnection = await NativeConnection.connect({ address: temporalAddress });
  const teller = await Worker.create({
    connection: nativeConnection,
    taskQueue: tellQueue,
    activities: {
      sendNotification: async (request: NotificationRequest) => {
        told.push(request);
        return { summary: 'told' };
      },
    },
  });
  const telling = teller.run();
  const connection = Connection.lazy({ address: temporalAddress });
  const client = new Client({ connection });
  const executor = startExecutor(folder, temporalAddress);
  const places: readonly Place[] = environments.flatMap((environment) =>
    services.map((service) => ({ environment, service })),
  );

  return {
    name,
    folder,
    home,
    heads,
    taskQueue,
    tellQueue,
    client,
    executor,
    places,
    labUrls,
    traps,
    told,
    tool: scaleTool(labUrls),
    async stop(keep: boolean): Promise<void> {
      await executor.stop();
      teller.shutdown();
      await telling;
      await Promise.all([nativeConnection.close(), connection.close(), ...proxies.map((proxy) => proxy.close())]);
      await Promise.all(labs.map((lab) => lab.stop()));
      if (!keep) await rm(folder, { recursive: true, force: true });
    },
  };
}
export type Cell = Awaited<ReturnType<typeof startCell>>;
