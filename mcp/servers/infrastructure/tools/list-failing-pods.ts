import { z } from 'zod';
import type { Environment } from '#core/ids/environment';
import { defineTool } from '../../../kit/define-tool.ts';
import { instantWindow } from '../../../kit/window.ts';
import type { InfrastructureBackEnd } from '../back-end.ts';
import { Pod, podOf, ServiceArgument } from '../pod.ts';

const FailingPod = Pod.omit({ is_ready: true, revision: true, is_up_to_date: true }).required({
  service: true,
  reason: true,
});

export function listFailingPods(backEnd: (environment: Environment) => InfrastructureBackEnd) {
  return defineTool({
    name: 'list_failing_pods',
    title: 'List failing pods',
    description:
      'Lists the pods of one or all services that are crashed, lost, unhealthy, not starting, or recently restarted (three ' +
      'times or more), each with the reason. Does not call the pods: check_health_checks finds those that hang.',
    risk: 'read',
    scopes: ['read'],
    input: z.strictObject({ environment: z.string(), service: ServiceArgument.optional().describe('Default: all') }),
    output: z.strictObject({
      instances: z.array(FailingPod),
      count: z.number().int(),
      checked: z.number().int().describe('Number of pods examined'),
    }),
    narrowing: 'one service',
    async handler({ environment, service: name }, { now, signal }) {
      const infrastructure = backEnd(environment);
      const { services, warnings } =
        name === undefined
          ? await infrastructure.services(signal)
          : { services: [await infrastructure.service(name, signal)], warnings: [] };
      const failing = services.flatMap(({ service, instances, backEnd: from }) =>
        instances.flatMap((instance) => {
          const { reason, ...pod } = podOf(instance, now, from);
          return reason === undefined ? [] : [{ ...pod, service, reason }];
        }),
      );
      const checked = services.reduce((sum, { instances }) => sum + instances.length, 0);
      return {
        data: { instances: failing, count: failing.length, checked },
        source: infrastructure.source,
        window: instantWindow(now),
        warnings,
        hints:
          failing.length > 0 ? [] : [`None of ${checked} pods fails. One that hangs is found by check_health_checks.`],
      };
    },
  });
}
