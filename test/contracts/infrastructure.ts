import { expect } from 'vitest';
import type { InfrastructureBackEnd } from '#mcp/servers/infrastructure/back-end';
import { combineInfrastructure } from '#mcp/servers/infrastructure/combine';
import type { Clause, Contract, Subject } from './contract.ts';
import { describeContract } from './describe-contract.ts';
import { inMemoryInfrastructure } from './in-memory/infrastructure.ts';
import { failureOf, settledWithin } from './ends.ts';

/** What a world of the port InfrastructureBackEnd shows. Moments are made to happen when they are first asked for. */
export interface InfrastructureFacts {
  /** Its instances are healthy and run what is wanted. */
  readonly service: string;
  readonly version: string;
  /** Of that service: at least two, sorted. */
  readonly instances: readonly string[];
  /** An instance of another service that has ended since an instant (RFC 3339), and is healthy again. */
  crashed(): Promise<{
    readonly service: string;
    readonly instance: string;
    readonly since: string;
    /** In a line that it wrote before it ended, and in none since. */
    readonly lastWords: string;
  }>;
  /** An instance that has written at least four lines since it started, the last of which has this text. */
  talkative(): Promise<{ readonly service: string; readonly instance: string; readonly lastWords: string }>;
  /** Something happens while an instance of `service` does not answer. */
  whileHanging(look: (instance: string) => Promise<void>): Promise<void>;
  /** What is wanted of a service changes once more. */
  change(service: string): Promise<void>;
  /** A service that may be changed. */
  readonly changeable: string;
  /** An instant (RFC 3339) of whose time the back end has given some events up. */
  forgotten(): Promise<string>;
}

/** Names that lead elsewhere where they are put into an address or a command as they are. */
const hostileNames = ['..', '.', '../changes', 'a/b', '%2e%2e', 'no?x=1', 'no#', '__proto__', '\ud800', ' ', '*'];

const always = new Date(0).toISOString();

const clauses: readonly Clause<InfrastructureBackEnd, InfrastructureFacts>[] = [
  {
    sentence: 'service() says what is wanted of a service, and which instances it has',
    async check({ backEnd, signal, service, version, instances }) {
      const found = await backEnd.service(service, signal);
      expect(found).toMatchObject({ service, version, replicas: instances.length, rollout: { state: 'complete' } });
      expect(found.instances.map(({ name }) => name).sort()).toEqual(instances);
      expect(new Set(found.instances.map(({ uid }) => uid)).size).toBe(instances.length);
      const wanted = { state: 'healthy', version, revision: found.revision, upToDate: true };
      expect(found.instances).toMatchObject(instances.map(() => wanted));
      expect(found.instances.filter(({ startedAt }) => !isInstant(startedAt))).toEqual([]);
    },
  },
  {
    sentence: 'services() has every service as service() gives it',
    async check({ backEnd, signal, service, changeable }) {
      const { services, warnings } = await backEnd.services(signal);
      expect(warnings).toEqual([]);
      for (const name of [service, changeable]) {
        const { uid, version, replicas } = await backEnd.service(name, signal);
        expect(services.filter((one) => one.service === name)).toMatchObject([{ uid, version, replicas }]);
      }
    },
  },
  {
    sentence: 'the generation goes up with each change of what is wanted, and the resource version changes with it',
    async check({ backEnd, signal, change, changeable }) {
      const before = await backEnd.service(changeable, signal);
      await change(changeable);
      const after = await backEnd.service(changeable, signal);
      expect(after.uid).toBe(before.uid);
      expect(after.generation).toBe(before.generation + 1);
      expect(after.resourceVersion).not.toBe(before.resourceVersion);
    },
  },
  {
    sentence: 'a service that does not exist is NOT_FOUND, with those that there are',
    async check({ backEnd, signal, service }) {
      const missing = `${service}x`;
      for (const ask of asksAbout(backEnd, missing, signal)) {
        const failure = await failureOf(ask());
        expect(failure).toMatchObject({ code: 'NOT_FOUND', retryable: false });
        expect(failure.message.replaceAll(missing, '')).toContain(service);
      }
    },
  },
  {
    sentence: 'an instance that does not exist is NOT_FOUND, with those that there are',
    async check({ backEnd, signal, service, instances }) {
      const request = { service, instance: 'no-such-instance', lines: 10, previous: false };
      const failure = await failureOf(backEnd.logs(request, signal));
      expect(failure).toMatchObject({ code: 'NOT_FOUND', retryable: false });
      for (const instance of instances) expect(failure.message).toContain(instance);
    },
  },
  {
    sentence: 'a name that would lead elsewhere is a name that does not exist',
    async check({ backEnd, signal, service }) {
      for (const name of hostileNames) {
        const ofInstance = () => backEnd.logs({ service, instance: name, lines: 10, previous: false }, signal);
        for (const ask of [...asksAbout(backEnd, name, signal), ofInstance]) {
          expect(await failureOf(ask())).toMatchObject({ code: 'NOT_FOUND' });
        }
      }
    },
  },
  {
    sentence: 'lines are newest last, as many as are asked for',
    async check({ backEnd, signal, talkative }) {
      const { lastWords, ...from } = await talkative();
      const lines = async (count: number) =>
        (await backEnd.logs({ ...from, lines: count, previous: false }, signal)).lines;
      const all = await lines(1_000);
      expect(all.length).toBeGreaterThanOrEqual(4);
      expect(all.at(-1)?.text).toContain(lastWords);
      const times = all.flatMap(({ at }) => (at === undefined ? [] : [Date.parse(at)]));
      expect(times).toEqual([...times].sort((a, b) => a - b));
      expect(await lines(2)).toEqual(all.slice(-2));
    },
  },
  {
    sentence: 'lines are complete where there are no more',
    async check({ backEnd, signal, talkative }) {
      const { service, instance } = await talkative();
      const complete = async (lines: number) =>
        (await backEnd.logs({ service, instance, lines, previous: false }, signal)).complete;
      expect([await complete(1_000), await complete(2)]).toEqual([true, false]);
    },
  },
  {
    sentence: 'previous lines are those of the process that ran before the present one',
    async check({ backEnd, signal, crashed }) {
      const { service, instance, lastWords } = await crashed();
      const lines = async (previous: boolean) => {
        const answer = await backEnd.logs({ service, instance, lines: 1_000, previous }, signal);
        return answer.lines.filter(({ text }) => text.includes(lastWords)).length;
      };
      expect([(await lines(true)) > 0, await lines(false)]).toEqual([true, 0]);
    },
  },
  {
    sentence: 'an instance that was started again says how often, and how the process before it ended',
    async check({ backEnd, signal, crashed }) {
      const { service, instance, since } = await crashed();
      const state = await backEnd.service(service, signal);
      const found = state.instances.find(({ name }) => name === instance);
      expect(found).toMatchObject({ state: 'healthy', restarts: 1 });
      expect(found?.lastExit?.code ?? found?.lastExit?.signal).toBeDefined();
      expect(Date.parse(found!.lastExit!.at)).toBeGreaterThanOrEqual(Date.parse(since));
      expect(Date.parse(found!.startedAt)).toBeGreaterThanOrEqual(Date.parse(found!.lastExit!.at));
    },
  },
  {
    sentence: 'events are oldest first, from an instant on',
    async check({ backEnd, signal, crashed }) {
      const { service, instance, since } = await crashed();
      const from = async (start: string) => (await backEnd.events({ service, start }, signal)).events;
      const events = await from(since);
      const ofInstance = events.filter((event) => event.instance === instance);
      expect(ofInstance.slice(0, 2)).toMatchObject([{ kind: 'crashed' }, { kind: 'restarted' }]);
      const times = events.map(({ at }) => Date.parse(at));
      expect(times).toEqual([...times].sort((a, b) => a - b));
      const { at } = ofInstance[1]!;
      expect((await from(at))[0]).toEqual(ofInstance[1]);
    },
  },
  {
    sentence: 'events are those of one service, or of all',
    async check({ backEnd, signal, service, crashed }) {
      const { service: other } = await crashed();
      const of = async (name?: string) => {
        const { events, complete, warnings } = await backEnd.events({ service: name, start: always }, signal);
        expect({ complete, warnings }).toEqual({ complete: true, warnings: [] });
        return new Set(events.map((event) => event.service));
      };
      expect([...(await of(other))]).toEqual([other]);
      const all = await of();
      expect([all.has(service), all.has(other)]).toEqual([true, true]);
    },
  },
  {
    sentence: 'events are not complete where the back end has given up some of the time',
    async check({ backEnd, signal, forgotten }) {
      const start = await forgotten();
      expect(await backEnd.events({ start }, signal)).toMatchObject({ complete: false });
    },
  },
  {
    sentence: 'utilization() measures every instance, over a time that it says',
    async check({ backEnd, signal, service, instances }) {
      const { overSeconds, instances: used } = await backEnd.utilization(service, signal);
      expect(overSeconds).toBeGreaterThan(0);
      expect(used.map(({ instance }) => instance).sort()).toEqual(instances);
      for (const { cpuCores, memoryBytes, problem } of used) {
        expect(problem).toBeUndefined();
        expect(cpuCores).toBeGreaterThanOrEqual(0);
        expect(cpuCores).toBeLessThan(64);
        // Bytes, no kilobytes or pages: nothing that serves runs in less than a mebibyte.
        expect(memoryBytes).toBeGreaterThan(1024 * 1024);
      }
    },
  },
  {
    sentence: 'utilization() has undefined and a problem where it could not measure',
    async check({ backEnd, signal, service, whileHanging }) {
      await whileHanging(async (hanging) => {
        const { instances } = await backEnd.utilization(service, signal);
        const found = instances.find(({ instance }) => instance === hanging);
        expect([found?.cpuCores, found?.memoryBytes, typeof found?.problem]).toEqual([undefined, undefined, 'string']);
      });
    },
  },
  {
    sentence: 'checkHealth() asks every instance',
    async check({ backEnd, signal, service, instances }) {
      const checks = await backEnd.checkHealth(service, signal);
      expect(checks.map(({ instance }) => instance).sort()).toEqual(instances);
      expect(checks).toMatchObject(instances.map(() => ({ ok: true, state: 'healthy' })));
      expect(checks.filter(({ problem }) => problem !== undefined)).toEqual([]);
    },
  },
  {
    sentence: 'checkHealth(): one that hangs does not keep the others waiting',
    async check({ backEnd, signal, service, instances, whileHanging, patienceMilliseconds }) {
      await whileHanging(async (hanging) => {
        const checks = await settledWithin(patienceMilliseconds, backEnd.checkHealth(service, signal));
        const found = instances.map((name) => checks.find(({ instance }) => instance === name));
        expect(found.map((check) => check?.ok)).toEqual(instances.map((name) => name !== hanging));
        expect(checks.find(({ instance }) => instance === hanging)?.problem).toBeTypeOf('string');
      });
    },
  },
];

export const infrastructureContract: Contract<InfrastructureBackEnd, InfrastructureFacts> = {
  server: 'infrastructure',
  clauses,
  neighbour: () => inMemoryInfrastructure({ services: { elsewhere: ['elsewhere-1'] } }).backEnd,
  combine: combineInfrastructure,
  asks: (backEnd, { service }, signal) => [
    () => backEnd.services(signal),
    () => backEnd.events({ start: always }, signal),
    ...asksAbout(backEnd, service, signal),
  ],
  calls: {
    check_health_checks: ({ service, instances }) => ({
      arguments: { service },
      data: { checked: instances.length, healthy: instances.length, unhealthy: 0, unhealthy_pods: [] },
    }),
    get_pod_logs: async ({ talkative }) => {
      const { service, instance } = await talkative();
      return { arguments: { service, pod: instance, lines: 3 }, data: { service, pod: instance, count: 3 } };
    },
    get_pod_status: async ({ crashed }) => {
      const { service, instance } = await crashed();
      const pod = { name: instance, state: 'healthy', is_ready: true, restarts: 1 };
      return { arguments: { service, pod: instance }, data: { service, instances: [pod], is_failing: false } };
    },
    get_recent_events: async ({ crashed }) => {
      const { service, since } = await crashed();
      return { arguments: { service, window: { start: since } }, data: { crashes: 1, restarts: 1 } };
    },
    get_resource_utilization: ({ service, instances }) => ({
      arguments: { service },
      data: { measured: instances.length, not_measured: 0 },
    }),
    get_service_status: ({ service, version, instances: { length } }) => ({
      arguments: { service },
      data: {
        service,
        version,
        replicas: length,
        ready: length,
        up_to_date: length,
        unavailable: 0,
        restarts: 0,
        workloads: [{ replicas: length, ready: length, rollout: { state: 'complete' } }],
      },
    }),
    list_failing_pods: () => ({ arguments: {}, data: { instances: [], count: 0 } }),
    list_pods: ({ service, instances }) => ({
      arguments: { service },
      data: { instances: instances.map((name) => ({ name, is_ready: true })), count: instances.length },
    }),
    plan_action: ({ service, instances: [pod] }) => ({
      arguments: { service, tool: 'restart_pod', parameters: { pod } },
      data: { target: { kind: 'instance', name: pod } },
    }),
  },
};

/** The tests of an adapter of the server infrastructure before one system. */
export function describeInfrastructure(subject: Subject<InfrastructureBackEnd, InfrastructureFacts>): void {
  describeContract(infrastructureContract, subject);
}

/** Every way to ask about one service. */
function asksAbout(
  backEnd: InfrastructureBackEnd,
  service: string,
  signal: AbortSignal,
): readonly (() => Promise<unknown>)[] {
  return [
    () => backEnd.service(service, signal),
    () => backEnd.logs({ service, instance: 'any', lines: 10, previous: false }, signal),
    () => backEnd.events({ service, start: always }, signal),
    () => backEnd.utilization(service, signal),
    () => backEnd.checkHealth(service, signal),
  ];
}

const isInstant = (text: string) => !Number.isNaN(Date.parse(text));
