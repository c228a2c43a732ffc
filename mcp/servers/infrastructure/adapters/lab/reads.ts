import { z } from 'zod';
import type { HttpClient } from '#http-client/create-http-client';
import type { LabInstance, LabService } from '../../../../backends/lab-answers.ts';
import { createLabSupervisorClient } from '../../../../backends/lab-supervisor.ts';
import type { ServiceInstance, InfrastructureBackEnd, LogLine, ServiceState } from '../../back-end.ts';

/** The lab's supervisor: its services are processes, their instances what Kubernetes calls pods. */
export function readLab(http: HttpClient): InfrastructureBackEnd {
  const client = createLabSupervisorClient(http);
  return {
    source: client.source,
    services: async (signal) => ({ services: (await client.services(signal)).map(serviceStateOf), warnings: [] }),
    service: async (name, signal) => serviceStateOf(await client.service(name, signal)),
    logs: async (request, signal) => {
      const { lines, complete } = await client.log(request, signal);
      return { lines: lines.map(logLineOf), complete };
    },
    events: async ({ service, start }, signal) => ({ ...(await client.events(start, service, signal)), warnings: [] }),
    utilization: async (service, signal) => {
      const { overMilliseconds, instances } = await client.resources(service, signal);
      return {
        overSeconds: overMilliseconds / 1_000,
        instances: instances.map(({ name, cpuCores, memoryBytes, error }) => ({
          instance: name,
          cpuCores,
          memoryBytes,
          problem: error,
        })),
      };
    },
    checkHealth: async (service, signal) => {
      const { instances } = await client.health(service, signal);
      return instances.map(({ name, state, ok, code, tookMilliseconds, error }) => ({
        instance: name,
        state,
        ok,
        statusCode: code,
        tookMilliseconds,
        problem: error ?? (ok ? undefined : `it answers HTTP ${code}`),
      }));
    },
  };
}

function serviceStateOf({ name, rollout, instances, ...rest }: LabService): ServiceState {
  const { uid, generation, resourceVersion, version, replicas, restartedAt } = rest;
  return {
    service: name,
    uid,
    generation,
    resourceVersion,
    version,
    revision: rollout.revision,
    replicas,
    restartedAt,
    rollout: { state: rollout.state, message: rollout.message },
    instances: instances.map(instanceOf),
  };
}

function instanceOf({ lastExit, ...rest }: LabInstance): ServiceInstance {
  if (!lastExit) return rest;
  const { at, code, signal } = lastExit;
  return { ...rest, lastExit: { at, code: code ?? undefined, signal: signal ?? undefined } };
}

const LabLine = z.object({
  time: z.number(),
  level: z.number(),
  msg: z.string().default(''),
  path: z.string().optional(),
  code: z.number().optional(),
  err: z.object({ message: z.string() }).optional(),
});

const levels = [
  [60, 'fatal'],
  [50, 'error'],
  [40, 'warn'],
  [30, 'info'],
  [0, 'debug'],
] as const;

/** The lab's instances log as pino does; what is no such line stays as it is. */
function logLineOf(line: string): LogLine {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    return { text: line };
  }
  const parsed = LabLine.safeParse(json);
  if (!parsed.success) return { text: line };
  const { time, level, msg, path, code, err } = parsed.data;
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return { text: line };
  const where = [path, code].filter((part) => part !== undefined).join(' ');
  return {
    at: date.toISOString(),
    level: levels.find(([least]) => level >= least)?.[1],
    text: [where ? `${msg} (${where})` : msg, err?.message].filter(Boolean).join(': '),
  };
}
