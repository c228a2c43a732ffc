import { waitUntil } from '#processes/wait-until';
import { notInThisWorld, type OpenedWorld } from '../../contracts/contract.ts';
import type { InfrastructureFacts } from '../../contracts/infrastructure-facts.ts';
import type { RunningSupervisor } from '../lab-supervisor.ts';

const within = { timeoutMilliseconds: 20_000, everyMilliseconds: 50 };

/** Of a supervisor with the services `payments` and `stock`: instances are processes, which can be killed and stopped. */
export function labInfrastructure(lab: RunningSupervisor): OpenedWorld<InfrastructureFacts> {
  let crashed: ReturnType<typeof crash> | undefined;
  return {
    settings: { url: lab.url },
    settingsOfAbsent: { url: 'http://127.0.0.1:9' },
    facts: {
      service: 'payments',
      version: 'v1.8.2',
      instances: ['payments-1', 'payments-2', 'payments-3'],
      changeable: 'stock',
      crashed: () => (crashed ??= crash(lab)),
      talkative: () => talk(lab),
      async whileHanging(look) {
        const { name, pid } = (await lab.client.service('payments')).instances[0]!;
        process.kill(pid!, 'SIGSTOP');
        try {
          await look(name);
        } finally {
          process.kill(pid!, 'SIGCONT');
        }
      },
      async change(service) {
        const seen = await lab.client.service(service);
        await lab.client.patch(service, { replicas: seen.replicas + 1 }, seen);
        await lab.settled(service);
      },
      forgotten: async () => notInThisWorld('the lab keeps 500 events a service: to have some given up takes minutes'),
    },
  };
}

async function crash(lab: RunningSupervisor) {
  const { name, pid } = (await lab.client.service('stock')).instances[0]!;
  const since = new Date().toISOString();
  const lastWords = await refusedRequests(lab, { service: 'stock', name, path: '/holds', count: 1 });
  process.kill(pid!, 'SIGKILL');
  const isBack = async () => {
    const { restarts, state } = (await lab.client.service('stock')).instances.find((one) => one.name === name)!;
    return restarts === 1 && state === 'healthy';
  };
  await waitUntil('the restart', isBack, within);
  return { service: 'stock', instance: name, since, lastWords };
}

async function talk(lab: RunningSupervisor) {
  const service = 'payments';
  const name = 'payments-2';
  const lastWords = await refusedRequests(lab, { service, name, path: '/charges', count: 4 });
  return { service, instance: name, lastWords };
}

/** The instance logs each with its path, not at once. @returns what stands in the line of each */
async function refusedRequests(
  { url, client }: RunningSupervisor,
  { service, name, path, count }: { service: string; name: string; path: string; count: number },
): Promise<string> {
  const { port } = (await client.service(service)).instances.find((one) => one.name === name)!;
  for (let sent = 0; sent < count; sent++) {
    await fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', body: '{"not": "understood"}' });
  }
  const hasLogged = async () => {
    const log = await (await fetch(`${url}/v1/services/${service}/instances/${name}/log?lines=500`)).text();
    return log.split(path).length > count;
  };
  await waitUntil(`the lines of ${name}`, hasLogged, within);
  return `${path} 400`;
}
