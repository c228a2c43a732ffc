import { z } from 'zod';
import { Instance as InstanceObservation } from '#core/evidence/observations';
import { notFound } from '../../kit/not-found.ts';
import type { ServiceInstance, ServiceState } from './back-end.ts';
import { failingReason } from './failing-reason.ts';

/** One instance as the tools show it: an observation with what only this server knows. */
export const Pod = InstanceObservation.extend({
  uid: z.string(),
  is_ready: z.boolean(),
  restarts: z.number().int(),
  version: z.string(),
  revision: z.number().int(),
  is_up_to_date: z.boolean().describe('Runs the desired version and configuration'),
  started_at: z.string().describe('When its current process started'),
});
export type Pod = z.infer<typeof Pod>;

/** @param backEnd where several answer: the name of the one that has it */
export function podOf(instance: ServiceInstance, now: Date, backEnd?: string): Pod {
  return {
    name: instance.name,
    uid: instance.uid,
    state: instance.state,
    is_ready: instance.state === 'healthy',
    restarts: instance.restarts,
    version: instance.version,
    revision: instance.revision,
    is_up_to_date: instance.upToDate,
    started_at: instance.startedAt,
    reason: failingReason(instance, now),
    back_end: backEnd,
  };
}

/** @throws ToolFailure NOT_FOUND with the instances that there are: the one asked for may be gone by now */
export function instanceNamed({ service, instances }: ServiceState, name: string, source: string): ServiceInstance {
  const found = instances.find((instance) => instance.name === name);
  if (found) return found;
  const known = instances.map((instance) => instance.name);
  throw notFound(source, `pod of ${service} named`, name, known);
}

// Arguments that several tools take.

export const ServiceArgument = z.string().min(1).max(63);
export const PodArgument = z.string().min(1).max(253).describe('The name of a pod, as in list_pods');
