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
    title: 'Pods that fail',
    description:
      'Pods of one service or of all that are crashed, lost or unhealthy, do not come up, or were restarted at least ' +
      'three times and lately, each with the reason. It asks no pod itself: a hanging one is found by check_health_checks.',
    risk: 'read',
    scopes: ['read'],
    input: z.strictObject({ environment: z.string(), service: ServiceArgument.optional().describe('Default: all') }),
    output: z.strictObject({
      instances: z.array(FailingPod),
      count: z.number().int(),
      checked: z.number().int().describe('How many pods were looked at'),
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
