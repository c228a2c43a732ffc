import { z } from 'zod';
import type { Environment } from '#core/ids/environment';
import { ObservationLists } from '#core/evidence/observations';
import { defineTool } from '../../../kit/define-tool.ts';
import { instantWindow } from '../../../kit/window.ts';
import type { InfrastructureBackEnd } from '../back-end.ts';
import { ServiceArgument } from '../pod.ts';

export function getResourceUtilization(backEnd: (environment: Environment) => InfrastructureBackEnd) {
  return defineTool({
    name: 'get_resource_utilization',
    title: 'Resource utilization',
    description:
      'Measures CPU (cores, averaged over over_seconds) and resident memory of each pod of one service, with limits if ' +
      'set. Null means not measured or no limit; problem says why a pod was not measured.',
    risk: 'read',
    scopes: ['read'],
    input: z.strictObject({ environment: z.string(), service: ServiceArgument }),
    output: z.strictObject({
      service: z.string(),
      cpu_cores: z.number().describe('Sum over all measured pods'),
      memory_bytes: z.number().describe('Sum over all measured pods'),
      measured: z.number().int(),
      not_measured: z.number().int(),
      over_seconds: z.number(),
      resource_use: ObservationLists.resource_use,
    }),
    narrowing: 'nothing less: it reads one service',
    cacheTtlMilliseconds: 2_000,
    async handler({ environment, service }, { now, signal }) {
      const infrastructure = backEnd(environment);
      const { overSeconds, instances } = await infrastructure.utilization(service, signal);
      const measured = instances.filter(({ problem }) => problem === undefined);
      const silent = instances.length - measured.length;
      return {
        data: {
          service,
          cpu_cores: Number(measured.reduce((sum, { cpuCores = 0 }) => sum + cpuCores, 0).toFixed(4)),
          memory_bytes: measured.reduce((sum, { memoryBytes = 0 }) => sum + memoryBytes, 0),
          measured: measured.length,
          not_measured: silent,
          over_seconds: overSeconds,
          resource_use: instances.map(
            ({ instance, cpuCores, cpuLimitCores, memoryBytes, memoryLimitBytes, problem, backEnd: from }) => ({
              instance,
              cpu_cores: cpuCores ?? null,
              cpu_limit_cores: cpuLimitCores ?? null,
              memory_bytes: memoryBytes ?? null,
              memory_limit_bytes: memoryLimitBytes ?? null,
              problem,
              back_end: from,
            }),
          ),
        },
        source: infrastructure.source,
        window: instantWindow(now),
        warnings:
          silent > 0 ? [`${silent} of ${instances.length} pods could not be measured; sums are without them.`] : [],
        hints: instances.length > 0 ? [] : [`${service} has no pod.`],
      };
    },
  });
}
