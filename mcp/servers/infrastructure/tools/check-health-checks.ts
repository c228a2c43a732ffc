import { z } from 'zod';
import type { Environment } from '#core/ids/environment';
import { ObservationLists } from '#core/evidence/observations';
import { defineTool } from '../../../kit/define-tool.ts';
import { ToolFailure } from '../../../kit/tool-failure.ts';
import { instantWindow } from '../../../kit/window.ts';
import type { HealthCheck, InfrastructureBackEnd } from '../back-end.ts';
import { ServiceArgument } from '../pod.ts';

export function checkHealthChecks(backEnd: (environment: Environment) => InfrastructureBackEnd) {
  return defineTool({
    name: 'check_health_checks',
    title: 'Check health endpoints',
    description:
      'Calls the health endpoint of every pod of one or several services now and returns each answer; draining pods are ' +
      'left out. A pod that does not answer within a few seconds counts as unhealthy.',
    risk: 'read',
    scopes: ['read'],
    input: z.strictObject({
      environment: z.string(),
      service: ServiceArgument.optional(),
      services: z.array(ServiceArgument).min(1).max(20).optional().describe('Instead of service, for several at once'),
    }),
    output: z.strictObject({
      service: z.string().optional(),
      checked: z.number().int(),
      healthy: z.number().int(),
      unhealthy: z.number().int(),
      unhealthy_pods: z.array(z.string()),
      health_checks: ObservationLists.health_checks,
    }),
    narrowing: 'fewer services',
    async handler({ environment, service, services }, { now, signal }) {
      if ((service === undefined) === (services === undefined)) {
        throw new ToolFailure('INVALID_ARGUMENT', 'Name either service or services, and not both.');
      }
      const infrastructure = backEnd(environment);
      const asked = [...new Set(services ?? [service ?? ''])];
      const { known, unknown } = await checkEach(infrastructure, asked, signal);
      // One that is on its way out may have stopped answering: that is how it ends.
      const checks = known.flatMap(({ name, checks: all }) =>
        all.filter(({ state }) => state !== 'draining').map((check) => ({ name, ...check })),
      );
      const unhealthy = checks.filter(({ ok }) => !ok);
      return {
        data: {
          service,
          checked: checks.length,
          healthy: checks.length - unhealthy.length,
          unhealthy: unhealthy.length,
          unhealthy_pods: unhealthy.map(({ instance }) => instance),
          health_checks: checks.map(
            ({ name, instance, state, ok, statusCode, tookMilliseconds, problem, backEnd: from }) => ({
              service: name,
              instance,
              state,
              is_healthy: ok,
              status_code: statusCode ?? null,
              took_ms: tookMilliseconds,
              problem,
              back_end: from,
            }),
          ),
        },
        source: infrastructure.source,
        window: instantWindow(now),
        hints: [
          ...known.filter((one) => one.checks.length === 0).map(({ name }) => `${name} has no pod to ask.`),
          ...unknown.map((name) => `${infrastructure.source} does not run ${name}.`),
        ],
      };
    },
  });
}

/**
 * Something that is waited for may run elsewhere: where others are known it costs nothing but a hint.
 * @throws ToolFailure of any other kind, and NOT_FOUND where none is known
 */
async function checkEach(infrastructure: InfrastructureBackEnd, services: readonly string[], signal: AbortSignal) {
  const settled = await Promise.allSettled(services.map((name) => infrastructure.checkHealth(name, signal)));
  const known: { readonly name: string; readonly checks: readonly HealthCheck[] }[] = [];
  const unknown: string[] = [];
  for (const [index, result] of settled.entries()) {
    const name = services[index] ?? '';
    if (result.status === 'fulfilled') known.push({ name, checks: result.value });
    else if (result.reason instanceof ToolFailure && result.reason.code === 'NOT_FOUND') unknown.push(name);
    else throw result.reason;
  }
  const [first] = settled;
  if (known.length === 0 && first?.status === 'rejected') throw first.reason;
  return { known, unknown };
}
