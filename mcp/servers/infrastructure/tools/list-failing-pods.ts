import { z } from 'zod';
import type { Environment } from '#core/ids/environment';
import { defineTool } from '../../../kit/define-tool.ts';
import { type InfrastructureBackEnd, instanceStates } from '../back-end.ts';
import { failingReason } from '../failing-reason.ts';
import { ServiceArgument } from '../pod.ts';

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
      pods: z.array(
        z.strictObject({
          name: z.string(),
          service: z.string(),
          uid: z.string(),
          state: z.enum(instanceStates),
          restarts: z.number().int(),
          version: z.string(),
          started_at: z.string(),
          reason: z.string(),
        }),
      ),
      count: z.number().int(),
      checked: z.number().int().describe('How many pods were looked at'),
    }),
    narrowing: 'one service',
    async handler({ environment, service: name }, { now, signal }) {
      const infrastructure = backEnd(environment);
      const services =
        name === undefined ? await infrastructure.services(signal) : [await infrastructure.service(name, signal)];
      const pods = services.flatMap(({ service, instances }) =>
        instances.flatMap((instance) => {
          const reason = failingReason(instance, now);
          if (reason === undefined) return [];
          const { name, uid, state, restarts, version, startedAt } = instance;
          return [{ name, service, uid, state, restarts, version, started_at: startedAt, reason }];
        }),
      );
      const checked = services.reduce((sum, { instances }) => sum + instances.length, 0);
      return {
        data: { pods, count: pods.length, checked },
        source: infrastructure.source,
        hints:
          pods.length > 0 ? [] : [`None of ${checked} pods fails. One that hangs is found by check_health_checks.`],
      };
    },
  });
}
