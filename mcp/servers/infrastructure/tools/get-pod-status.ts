import { z } from 'zod';
import type { Environment } from '#core/ids/environment';
import { defineTool } from '../../../kit/define-tool.ts';
import type { InfrastructureBackEnd } from '../back-end.ts';
import { failingReason } from '../failing-reason.ts';
import { instanceNamed, Pod, PodArgument, podOf, ServiceArgument } from '../pod.ts';

export function getPodStatus(backEnd: (environment: Environment) => InfrastructureBackEnd) {
  return defineTool({
    name: 'get_pod_status',
    title: 'How one pod stands',
    description:
      'One pod of a service: state, version, restarts, how long it runs, how its process ended before, and why it fails ' +
      'where it does. A pod that is gone is NOT_FOUND, with those that exist.',
    risk: 'read',
    scopes: ['read'],
    input: z.strictObject({ environment: z.string(), service: ServiceArgument, pod: PodArgument }),
    output: Pod.extend({
      service: z.string(),
      age_seconds: z.number().int().describe('Of its present process'),
      is_failing: z.boolean(),
      reason: z.string().optional(),
      last_exit: z
        .strictObject({ at: z.string(), code: z.number().int().nullable(), signal: z.string().optional() })
        .optional(),
    }),
    narrowing: 'nothing less: it reads one pod',
    async handler({ environment, service: name, pod }, { now, signal }) {
      const infrastructure = backEnd(environment);
      const state = await infrastructure.service(name, signal);
      const instance = instanceNamed(state, pod, infrastructure.source);
      const { lastExit, startedAt } = instance;
      const reason = failingReason(instance, now);
      return {
        data: {
          service: state.service,
          ...podOf(instance),
          age_seconds: Math.max(0, Math.floor((now.getTime() - Date.parse(startedAt)) / 1_000)),
          is_failing: reason !== undefined,
          reason,
          last_exit: lastExit && { at: lastExit.at, code: lastExit.code ?? null, signal: lastExit.signal },
        },
        source: infrastructure.source,
      };
    },
  });
}
