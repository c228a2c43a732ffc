import { z } from 'zod';
import type { Environment } from '#core/ids/environment';
import { ObservationLists } from '#core/evidence/observations';
import { defineTool } from '../../../kit/define-tool.ts';
import { instantWindow } from '../../../kit/window.ts';
import { type InfrastructureBackEnd, rolloutStates } from '../back-end.ts';
import { ServiceArgument } from '../pod.ts';

export function getServiceStatus(backEnd: (environment: Environment) => InfrastructureBackEnd) {
  return defineTool({
    name: 'get_service_status',
    title: 'Service status',
    description:
      'Compares the desired state of one service with its actual state: version, revision, pods desired, ready, up to date ' +
      'and unavailable, total restarts, and the state of its rollout.',
    risk: 'read',
    scopes: ['read'],
    input: z.strictObject({ environment: z.string(), service: ServiceArgument }),
    output: z.strictObject({
      service: z.string(),
      version: z.string().describe('Desired'),
      revision: z.number().int().describe('Desired'),
      replicas: z.number().int().describe('Desired'),
      ready: z.number().int().describe('Ready pods of any version; can exceed replicas during a rollout'),
      up_to_date: z.number().int().describe('Ready pods that run the desired version'),
      unavailable: z.number().int().describe('Desired pods that are not ready'),
      restarts: z.number().int(),
      rollout: z.strictObject({ state: z.enum(rolloutStates), message: z.string().optional() }),
      generation: z.number().int(),
      resource_version: z.string(),
      uid: z.string(),
      workloads: ObservationLists.workloads,
    }),
    narrowing: 'nothing less: it reads one service',
    async handler({ environment, service: name }, { now, signal }) {
      const infrastructure = backEnd(environment);
      const { service, instances, rollout, resourceVersion, ...rest } = await infrastructure.service(name, signal);
      const ready = instances.filter(({ state }) => state === 'healthy');
      const { version, revision, replicas, generation, uid, backEnd: from } = rest;
      return {
        data: {
          service,
          version,
          revision,
          replicas,
          ready: ready.length,
          up_to_date: ready.filter(({ upToDate }) => upToDate).length,
          unavailable: Math.max(0, replicas - ready.length),
          restarts: instances.reduce((sum, { restarts }) => sum + restarts, 0),
          rollout: { state: rollout.state, message: rollout.message },
          generation,
          resource_version: resourceVersion,
          uid,
          workloads: [
            {
              replicas,
              ready: ready.length,
              rollout: { state: rollout.state, message: rollout.message },
              back_end: from,
            },
          ],
        },
        source: infrastructure.source,
        window: instantWindow(now),
      };
    },
  });
}
