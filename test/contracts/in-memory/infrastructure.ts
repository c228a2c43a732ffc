import { notFound } from '#mcp/kit/not-found';
import type {
  InfrastructureBackEnd,
  InfrastructureEvent,
  ServiceInstance,
  LogLine,
  ServiceState,
} from '#mcp/servers/infrastructure/back-end';
import type { InfrastructureFacts } from '../infrastructure-facts.ts';

interface MemoryInstance extends ServiceInstance {
  readonly lines: readonly LogLine[];
  readonly previous: readonly LogLine[];
}

interface MemoryService extends Omit<ServiceState, 'instances'> {
  readonly instances: readonly MemoryInstance[];
}

const version = 'v1';
const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();
const linesOf = (...texts: readonly string[]): readonly LogLine[] =>
  texts.map((text, index) => ({ at: at(index), level: 'info', text }));

/** The smallest back end that keeps every promise of the port. Its clock stands; it has given up all before second 1. */
export function inMemoryInfrastructure({ services: names }: { services: Readonly<Record<string, readonly string[]>> }) {
  const services = new Map<string, MemoryService>(
    Object.entries(names).map(([service, instances]) => [service, serviceOf(service, instances)]),
  );
  const events: InfrastructureEvent[] = [...services.keys()].map((service) => ({
    at: at(2),
    service,
    kind: 'started',
    message: 'it answers requests',
  }));
  const hanging = new Set<string>();

  const named = (service: string): MemoryService => {
    const found = services.get(service);
    if (!found) throw notFound('memory', 'service', service, [...services.keys()]);
    return found;
  };
  const instanceNamed = (service: string, instance: string): MemoryInstance => {
    const { instances } = named(service);
    const found = instances.find(({ name }) => name === instance);
    if (found) return found;
    const known = instances.map(({ name }) => name);
    throw notFound('memory', `pod of ${service} named`, instance, known);
  };

  const backEnd: InfrastructureBackEnd = {
    source: 'memory',
    services: async () => ({ services: [...services.values()], warnings: [] }),
    service: async (name) => named(name),
    async logs({ service, instance, lines: count, previous }) {
      const found = instanceNamed(service, instance);
      const lines = previous ? found.previous : found.lines;
      return { lines: lines.slice(-count), complete: lines.length <= count };
    },
    async events({ service, start }) {
      if (service !== undefined) named(service);
      const found = events
        .filter((event) => service === undefined || event.service === service)
        .filter((event) => Date.parse(event.at) >= Date.parse(start));
      return { events: found, complete: service !== undefined || start !== at(0), warnings: [] };
    },
    async utilization(service) {
      const measured = { cpuCores: 0.1, memoryBytes: 64 * 1024 * 1024 };
      return {
        overSeconds: 1,
        instances: named(service).instances.map(({ name }) =>
          hanging.has(name) ? { instance: name, problem: 'no answer' } : { instance: name, ...measured },
        ),
      };
    },
    async checkHealth(service) {
      return named(service).instances.map(({ name, state }) => {
        const check = { instance: name, state, tookMilliseconds: 1 };
        return hanging.has(name) ? { ...check, ok: false, problem: 'no answer' } : { ...check, ok: true };
      });
    },
  };

  const replace = (service: MemoryService) => void services.set(service.service, service);
  const crash = (service: MemoryService, [instance, ...others]: readonly MemoryInstance[]) => {
    const { name, lines } = instance!;
    const lastExit = { at: at(5), signal: 'SIGKILL' };
    const again = { ...instance!, restarts: 1, startedAt: at(6), lastExit, previous: lines, lines: linesOf('started') };
    replace({ ...service, instances: [again, ...others] });
    const event = { service: service.service, instance: name };
    events.push({ ...event, at: at(5), kind: 'crashed', message: 'it ended' });
    events.push({ ...event, at: at(6), kind: 'restarted', message: 'it answers requests' });
  };

  return { backEnd, named, replace, crash, hanging };
}

function serviceOf(service: string, names: readonly string[]): MemoryService {
  return {
    service,
    uid: `uid-${service}`,
    generation: 1,
    resourceVersion: '1',
    version,
    revision: 1,
    replicas: names.length,
    rollout: { state: 'complete' },
    instances: names.map((name) => ({
      name,
      uid: `uid-${name}`,
      state: 'healthy',
      restarts: 0,
      version,
      revision: 1,
      upToDate: true,
      startedAt: at(1),
      lines: linesOf('one', 'two', 'three', 'four', 'last words'),
      previous: [],
    })),
  };
}

/** A world of two services, for showing that the suite holds and can fail. */
export function inMemoryInfrastructureWorld(): { backEnd: InfrastructureBackEnd; facts: InfrastructureFacts } {
  const instances = ['payments-1', 'payments-2', 'payments-3'];
  const memory = inMemoryInfrastructure({ services: { payments: instances, stock: ['stock-1'] } });
  const { backEnd, named, replace, hanging } = memory;
  const facts: InfrastructureFacts = {
    service: 'payments',
    version,
    instances,
    changeable: 'stock',
    async crashed() {
      const service = named('stock');
      if (service.instances[0]?.restarts === 0) memory.crash(service, service.instances);
      return { service: 'stock', instance: 'stock-1', since: at(4), lastWords: 'last words' };
    },
    talkative: async () => ({ service: 'payments', instance: 'payments-1', lastWords: 'last words' }),
    async whileHanging(look) {
      hanging.add('payments-2');
      try {
        await look('payments-2');
      } finally {
        hanging.clear();
      }
    },
    async change(name) {
      const service = named(name);
      const generation = service.generation + 1;
      replace({ ...service, generation, resourceVersion: String(generation) });
    },
    forgotten: async () => at(0),
  };
  return { backEnd, facts };
}
