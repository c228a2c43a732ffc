import { z } from 'zod';
import type { Environment } from '#core/ids/environment';
import { defineTool } from '../../../kit/define-tool.ts';
import { instantWindow } from '../../../kit/window.ts';
import type { InfrastructureBackEnd } from '../back-end.ts';
import { instanceNamed, Pod, PodArgument, podOf, ServiceArgument } from '../pod.ts';

export function getPodStatus(backEnd: (environment: Environment) => InfrastructureBackEnd) {
  return defineTool({
    name: 'get_pod_status',
    title: 'Pod status',
    description:
      'Describes one pod of a service: state, version, restarts, age, how its previous process ended, and why it is failing ' +
      'if it is. For a pod that no longer exists the error NOT_FOUND lists those that do.',
    risk: 'read',
    scopes: ['read'],
    input: z.strictObject({ environment: z.string(), service: ServiceArgument, pod: PodArgument }),
    output: z.strictObject({
      service: z.string(),
      instances: z.array(Pod).describe('The requested pod'),
      age_seconds: z.number().int().describe('Age of its current process'),
      is_failing: z.boolean(),
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
      const shown = podOf(instance, now, state.backEnd);
      return {
        data: {
          service: state.service,
          instances: [shown],
          age_seconds: Math.max(0, Math.floor((now.getTime() - Date.parse(startedAt)) / 1_000)),
          is_failing: shown.reason !== undefined,
          last_exit: lastExit && { at: lastExit.at, code: lastExit.code ?? null, signal: lastExit.signal },
        },
        source: infrastructure.source,
        window: instantWindow(now),
      };
    },
  });
}
