import { z } from 'zod';
import type { Environment } from '#core/ids/environment';
import { ObservationLists } from '#core/evidence/observations';
import { defineTool } from '../../../kit/define-tool.ts';
import { instantWindow } from '../../../kit/window.ts';
import type { InfrastructureBackEnd } from '../back-end.ts';
import { ServiceArgument } from '../pod.ts';

export function checkHealthChecks(backEnd: (environment: Environment) => InfrastructureBackEnd) {
  return defineTool({
    name: 'check_health_checks',
    title: 'Ask each pod whether it is well',
    description:
      'Asks the health endpoint of every pod of one service now and tells what each answers; draining ones are left out. ' +
      'One that hangs is given up after a few seconds and counts as unhealthy.',
    risk: 'read',
    scopes: ['read'],
    input: z.strictObject({ environment: z.string(), service: ServiceArgument }),
    output: z.strictObject({
      service: z.string(),
      checked: z.number().int(),
      healthy: z.number().int(),
      unhealthy: z.number().int(),
      unhealthy_pods: z.array(z.string()),
      health_checks: ObservationLists.health_checks,
    }),
    narrowing: 'nothing less: it reads one service',
    async handler({ environment, service }, { now, signal }) {
      const infrastructure = backEnd(environment);
      const all = await infrastructure.checkHealth(service, signal);
      // One that is on its way out may have stopped answering: that is how it ends.
      const checks = all.filter(({ state }) => state !== 'draining');
      const unhealthy = checks.filter(({ ok }) => !ok);
      return {
        data: {
          service,
          checked: checks.length,
          healthy: checks.length - unhealthy.length,
          unhealthy: unhealthy.length,
          unhealthy_pods: unhealthy.map(({ instance }) => instance),
          health_checks: checks.map(({ instance, state, ok, statusCode, tookMilliseconds, problem }) => ({
            instance,
            state,
            is_healthy: ok,
            status_code: statusCode ?? null,
            took_ms: tookMilliseconds,
            problem,
          })),
        },
        source: infrastructure.source,
        window: instantWindow(now),
        hints: checks.length > 0 ? [] : [`${service} has no pod to ask.`],
      };
    },
  });
}
