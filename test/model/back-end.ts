import { z } from 'zod';
import type { Preview } from '#core/actions/action';
import { type DefinedWriteTool, defineWriteTool, type Write, writeMark } from '#mcp/kit/define-write-tool';
import type { WriteTrace } from '#core/actions/gated-write';
import { ToolFailure } from '#mcp/kit/tool-failure';
import type { Effect, Oracle, SeenWrite } from './oracle.ts';
import { environments, services, spareEnvironment } from './policies.ts';

// The system under care, in memory: it compares and swaps, keeps the marks of its last three writes, and counts effects.

interface ServiceNow {
  uid: string;
  version: number;
  replicas: number;
  /** What else would be hit: not a material field. */
  reach: number;
  marks: readonly string[];
}

/** What happens to the next write that comes. */
export type WriteFault = 'none' | 'dies after the effect' | 'loses the reply' | 'never gets there' | 'comes late';

const rememberedMarks = 3;

export function createBackEnd(oracle: Oracle, dies: () => void) {
  const all = new Map<string, ServiceNow>();
  for (const environment of [...environments, spareEnvironment])
    for (const service of services)
      all.set(`${environment}/${service}`, { uid: 'u1', version: 1, replicas: 4, reach: 0, marks: [] });
  let fault: WriteFault = 'none';
  let late: (() => void) | undefined;

  function serviceOf({ environment, service }: { readonly environment: string; readonly service: string }): ServiceNow {
    const found = all.get(`${environment}/${service}`);
    if (!found) throw new ToolFailure('NOT_FOUND', `there is no ${service} in ${environment}`);
    return found;
  }

  function guarded(write: Write<unknown>): ServiceNow {
    const found = serviceOf(write);
    const fields: Readonly<Record<string, unknown>> = { ...found };
    const changed = Object.entries(write.precondition).find(([name, value]) => fields[name] !== value);
    if (found.uid !== write.target.uid) throw new ToolFailure('PRECONDITION_FAILED', 'it is another one of that name');
    if (changed) throw new ToolFailure('PRECONDITION_FAILED', `${changed[0]} is ${String(fields[changed[0]])} now`);
    return found;
  }

  function traceOf(write: Write<unknown>): WriteTrace {
    const { marks } = serviceOf(write);
    if (marks.includes(writeMark(write))) return { kind: 'took_effect', result: 'the back end has its mark' };
    if (marks.length < rememberedMarks) return { kind: 'no_effect', reason: 'the back end has no mark of it' };
    return { kind: 'cannot_tell', reason: 'the back end has forgotten older marks' };
  }

  function change(
    server: string,
    tool: string,
    write: Write<{ replicas?: number }>,
    to: (now: ServiceNow) => Partial<ServiceNow>,
  ) {
    const { environment, service, actionHash: hash, part, parameters } = write;
    const seen: SeenWrite = {
      server,
      environment,
      service,
      tool,
      hash,
      part,
      reach: serviceOf(write).reach,
      ...(parameters.replicas === undefined ? {} : { replicas: parameters.replicas }),
    };
    const happens = fault;
    fault = 'none';
    guarded(write);
    if (happens === 'never gets there') throw new ToolFailure('UPSTREAM_UNAVAILABLE', 'no answer');
    oracle.judge(seen);
    const apply = (): Effect => {
      const now = guarded(write);
      Object.assign(now, to(now), { marks: [...now.marks, writeMark(write)].slice(-rememberedMarks) });
      return oracle.effect(seen);
    };
    if (happens === 'comes late') {
      late = () => void apply();
      throw new ToolFailure('UPSTREAM_UNAVAILABLE', 'no answer');
    }
    const effect = apply();
    if (happens === 'dies after the effect') {
      dies();
      throw new Error('the executor died');
    }
    if (happens === 'loses the reply') throw new ToolFailure('UPSTREAM_UNAVAILABLE', 'no answer');
    effect.answered = true;
    return Promise.resolve(`${tool} is done`);
  }

  const previewOf = (now: ServiceNow, instances: readonly string[], more: Partial<Preview>): Preview => ({
    changes: [],
    instances: [...instances, ...Array.from({ length: now.reach }, (_, index) => `neighbour-${index}`)],
    instancesInAll: now.replicas + now.reach,
    instancesReady: now.replicas + now.reach,
    risk: 'reversible',
    amounts: {},
    warnings: [],
    ...more,
  });
  const named = (service: string, from: number, to: number) =>
    Array.from({ length: Math.max(0, to - from) }, (_, index) => `${service}-${from + index + 1}`);

  function scale(server: string): DefinedWriteTool {
    return defineWriteTool({
      name: 'scale_deployment',
      title: 'Scale',
      description: 'Sets how many there are.',
      risk: 'reversible',
      parameters: z.strictObject({ replicas: z.number().int().min(0).max(100) }),
      decidedBy: 'compare_and_swap',
      plan: async (wish) => {
        const { uid, version, replicas } = serviceOf(wish);
        return {
          target: { kind: 'service', name: wish.service, uid },
          precondition: { version, replicas },
          undo: {
            tool: 'scale_deployment',
            parameters: { replicas },
            precondition: { version, replicas: wish.parameters.replicas },
          },
        };
      },
      async preview(write) {
        const now = guarded(write);
        const { replicas: to } = write.parameters;
        const from = now.replicas;
        return previewOf(now, named(write.service, Math.min(from, to), Math.max(from, to)), {
          changes: [{ field: 'replicas', from: String(from), to: String(to) }],
          amounts: { replicas_from: from, replicas_to: to },
        });
      },
      write: async (write) =>
        change(server, 'scale_deployment', write, () => ({ replicas: write.parameters.replicas })),
      trace: async (write) => traceOf(write),
    });
  }

  /** Its precondition holds afterwards too: nothing but the gate keeps it from being done twice. */
  function restart(server: string): DefinedWriteTool {
    return defineWriteTool({
      name: 'restart_deployment',
      title: 'Restart',
      description: 'Restarts all.',
      risk: 'reversible',
      parameters: z.strictObject({}),
      decidedBy: 'compare_and_swap',
      plan: () => Promise.reject(new Error('not planned here')),
      async preview(write) {
        const now = guarded(write);
        return previewOf(now, named(write.service, 0, now.replicas), {});
      },
      write: async (write) => change(server, 'restart_deployment', write, () => ({})),
      trace: async (write) => traceOf(write),
    });
  }

  function rollback(server: string): DefinedWriteTool {
    return defineWriteTool({
      name: 'rollback_deployment',
      title: 'Roll back',
      description: 'Goes back.',
      risk: 'destructive',
      parameters: z.strictObject({}),
      decidedBy: 'compare_and_swap',
      plan: () => Promise.reject(new Error('not planned here')),
      async preview(write) {
        const now = guarded(write);
        return previewOf(now, named(write.service, 0, now.replicas), {
          changes: [{ field: 'version', from: String(now.version), to: String(now.version + 1) }],
          risk: 'destructive',
          amounts: { target_age_seconds: 3_600 },
        });
      },
      write: async (write) => change(server, 'rollback_deployment', write, ({ version }) => ({ version: version + 1 })),
      trace: async (write) => traceOf(write),
    });
  }

  return {
    serviceOf,
    tools: {
      infrastructure: [scale('infrastructure'), restart('infrastructure'), rollback('infrastructure')],
      deployments: [rollback('deployments')],
    },
    fail: (next: WriteFault) => void (fault = next),
    /** What was on its way arrives. */
    land(): void {
      const arriving = late;
      late = undefined;
      try {
        arriving?.();
      } catch (error) {
        // The target is not as it was any more: the back end refuses.
        if (!(error instanceof ToolFailure)) throw error;
      }
    },
    drift(
      place: { readonly environment: string; readonly service: string },
      what: 'replicas' | 'version' | 'uid' | 'reach',
    ) {
      const now = serviceOf(place);
      if (what === 'uid') now.uid = `u${Number(now.uid.slice(1)) + 1}`;
      else if (what === 'replicas') now.replicas = now.replicas === 4 ? 5 : 4;
      else now[what] += 1;
    },
  };
}
