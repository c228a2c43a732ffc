import { describeBreaking } from './describe-breaking.ts';
import { infrastructureContract } from './infrastructure.ts';
import { inMemoryInfrastructureWorld } from './in-memory/infrastructure.ts';

const backwards = <T>(list: readonly T[]): readonly T[] => [...list].reverse();

describeBreaking(infrastructureContract, inMemoryInfrastructureWorld, {
  'service() says what is wanted of a service, and which instances it has': (right) => ({
    // Those that run the release before, told as if they ran the one that is wanted.
    service: async (...args) => {
      const state = await right.service(...args);
      return { ...state, instances: state.instances.map((one) => ({ ...one, version: 'v0' })) };
    },
  }),
  'services() has every service as service() gives it': (right) => ({
    services: async (...args) => {
      const { services, ...rest } = await right.services(...args);
      return { ...rest, services: services.slice(1) };
    },
  }),
  'the generation goes up with each change of what is wanted, and the resource version changes with it': (right) => ({
    service: async (...args) => ({ ...(await right.service(...args)), resourceVersion: 'always the same' }),
  }),
  'a service that does not exist is NOT_FOUND, with those that there are': (right) => ({
    // As a query gives nothing for a name that nothing has.
    utilization: async (service, signal) =>
      service === 'payments' ? right.utilization(service, signal) : { overSeconds: 1, instances: [] },
  }),
  'an instance that does not exist is NOT_FOUND, with those that there are': (right) => ({
    logs: (request, signal) => right.logs({ ...request, instance: 'payments-1' }, signal),
  }),
  'a name that would lead elsewhere is a name that does not exist': (right) => ({
    service: (name, signal) => right.service(name === '__proto__' ? 'payments' : name, signal),
  }),
  'lines are newest last, as many as are asked for': (right) => ({
    logs: async (...args) => {
      const answer = await right.logs(...args);
      return { ...answer, lines: backwards(answer.lines) };
    },
  }),
  'lines are complete where there are no more': (right) => ({
    logs: async (...args) => ({ ...(await right.logs(...args)), complete: true }),
  }),
  'previous lines are those of the process that ran before the present one': (right) => ({
    logs: (request, signal) => right.logs({ ...request, previous: false }, signal),
  }),
  'an instance that was started again says how often, and how the process before it ended': (right) => ({
    service: async (...args) => {
      const state = await right.service(...args);
      return { ...state, instances: state.instances.map((one) => ({ ...one, lastExit: undefined })) };
    },
  }),
  'events are oldest first, from an instant on': (right) => ({
    events: async (...args) => {
      const answer = await right.events(...args);
      return { ...answer, events: backwards(answer.events) };
    },
  }),
  'events are those of one service, or of all': (right) => ({
    events: (request, signal) => right.events({ start: request.start }, signal),
  }),
  'events are not complete where the back end has given up some of the time': (right) => ({
    events: async (...args) => ({ ...(await right.events(...args)), complete: true }),
  }),
  'utilization() measures every instance, over a time that it says': (right) => ({
    utilization: async (...args) => {
      const { overSeconds, instances } = await right.utilization(...args);
      // Kibibytes, as `ps` tells them.
      const inKibibytes = instances.map((one) => ({ ...one, memoryBytes: one.memoryBytes! / 1024 }));
      return { overSeconds, instances: inKibibytes };
    },
  }),
  'utilization() has undefined and a problem where it could not measure': (right) => ({
    utilization: async (...args) => {
      const { overSeconds, instances } = await right.utilization(...args);
      return { overSeconds, instances: instances.map((one) => ({ cpuCores: 0, memoryBytes: 0, ...one })) };
    },
  }),
  'checkHealth() asks every instance': (right) => ({
    checkHealth: async (...args) => (await right.checkHealth(...args)).slice(1),
  }),
  'checkHealth(): one that hangs does not keep the others waiting': (right) => ({
    checkHealth: async (...args) => {
      const checks = await right.checkHealth(...args);
      return checks.every(({ ok }) => ok) ? checks : new Promise(() => {});
    },
  }),
});
