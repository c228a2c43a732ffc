import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLabClient, type LabClient } from '#lab/lab-client';
import { builtProgram } from '#processes/built-program';
import { freePort } from '#processes/free-port';
import { type OwnedProcess, spawnOwned } from '#processes/spawn-owned';
import { waitUntil } from '#processes/wait-until';

export interface RunningSupervisor {
  readonly url: string;
  readonly client: LabClient;
  readonly process: OwnedProcess;
  /** Waits until the rollout of a service is complete and every instance that counts is healthy. */
  readonly settled: (service: string) => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** A real supervisor with some of the lab's services, without load, Prometheus and Alertmanager. */
export async function startSupervisor(services: readonly string[]): Promise<RunningSupervisor> {
  const home = mkdtempSync(join(tmpdir(), 'holdfast-supervisor-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const options = {
    port: String(port),
    services: services.join(','),
    environment: 'production',
    logs: home,
    targets: join(home, 'targets.json'),
    'extra-rule': join(home, 'extra.yml'),
    prometheus: 'http://127.0.0.1:9',
  };
  let ready = false;
  const process_ = spawnOwned({
    name: 'lab supervisor',
    command: process.execPath,
    args: [
      builtProgram('lab/supervisor/main'),
      ...Object.entries(options).flatMap(([key, value]) => [`--${key}`, value]),
    ],
    env: {},
    onLine: (line) => (ready ||= line === 'ready'),
  });
  const stop = async () => {
    await process_.stop();
    rmSync(home, { recursive: true, force: true });
  };
  const client = createLabClient(url);
  const within = { timeoutMilliseconds: 25_000, everyMilliseconds: 50 };
  try {
    await waitUntil('the supervisor', () => ready, within);
  } catch (error) {
    await stop();
    throw error;
  }
  const isSettled = async (name: string) => {
    const { rollout, instances, replicas } = await client.service(name);
    const healthy = instances.filter(({ state, upToDate }) => state === 'healthy' && upToDate);
    return rollout.state === 'complete' && healthy.length === replicas;
  };
  const settled = async (name: string) => {
    await waitUntil(`${name} to settle`, () => isSettled(name), within);
  };
  return { url, client, process: process_, settled, stop };
}
