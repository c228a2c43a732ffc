import { z } from 'zod';
import type { Environment } from '#core/ids/environment';
import { defineTool } from '../../../kit/define-tool.ts';
import { instantWindow } from '../../../kit/window.ts';
import type { InfrastructureBackEnd } from '../back-end.ts';
import { Pod, podOf, ServiceArgument } from '../pod.ts';

export function listPods(backEnd: (environment: Environment) => InfrastructureBackEnd) {
  return defineTool({
    name: 'list_pods',
    title: 'List pods',
    description:
      'Lists all pods of one service by name, with state, version, restarts and start time. draining: receives no new calls ' +
      'and ends soon. lost: unreachable together with its node.',
    risk: 'read',
    scopes: ['read'],
    input: z.strictObject({ environment: z.string(), service: ServiceArgument }),
    output: z.strictObject({ service: z.string(), instances: z.array(Pod), count: z.number().int() }),
    narrowing: 'get_pod_status for one pod',
    async handler({ environment, service: name }, { now, signal }) {
      const infrastructure = backEnd(environment);
      const { service, instances, replicas, backEnd: from } = await infrastructure.service(name, signal);
      const pods = instances
        .map((instance) => podOf(instance, now, from))
        .sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
      return {
        data: { service, instances: pods, count: pods.length },
        source: infrastructure.source,
        window: instantWindow(now),
        hints: pods.length > 0 ? [] : [`${service} has no pod; ${replicas} are wanted.`],
      };
    },
  });
}
