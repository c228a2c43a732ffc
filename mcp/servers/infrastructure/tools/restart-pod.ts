import { z } from 'zod';
import type { ServicePlace } from '../../../kit/define-server.ts';
import { defineWriteTool, type Write } from '../../../kit/define-write-tool.ts';
import { type GuardedTarget, traceGuarded, tryGuarded, writeGuarded } from '../../guarded-write.ts';
import type { ServiceInstance, ServiceState } from '../back-end.ts';
import { instanceNamed, PodArgument } from '../pod.ts';
import { type ServiceTarget, situationOf } from '../service-target.ts';
import type { InfrastructureWrites } from '../writes.ts';

interface Parameters {
  readonly pod: string;
}

interface PodTarget extends ServiceTarget {
  readonly instance: ServiceInstance;
}

const fieldsOf = (service: ServiceState) => ({ version: service.version, service_uid: service.uid });

export function restartPod(backEnd: (place: ServicePlace) => InfrastructureWrites) {
  return defineWriteTool({
    name: 'restart_pod',
    title: 'Restart a pod',
    description:
      'Ends one pod so that another takes its place. On Kubernetes this is an eviction, which a disruption budget can ' +
      'refuse; destructive for a pod that a Job owns.',
    risk: 'reversible',
    parameters: z.strictObject({ pod: PodArgument }),
    decidedBy: 'compare_and_swap',
    async plan(wish, signal) {
      const { service, parameters } = wish;
      const { name, uid, fields } = await podTarget(backEnd(wish), { service, parameters }).read(signal);
      return { target: { kind: 'instance', name, uid }, precondition: fields };
    },
    async preview(write, signal) {
      const writes = backEnd(write);
      const send = ({ instance }: PodTarget) => writes.endInstance(instance);
      const { state, instances } = await tryGuarded(write, podTarget(writes, write), send, signal);
      const { name, uid, instance, service } = state;
      const situation = situationOf(service);
      const isLastReady = instance.state === 'healthy' && situation.instancesReady === 1;
      const alone = `${name} is the only ready instance of ${service.service}: until another is, nobody answers.`;
      return {
        changes: [{ field: name, from: uid, to: 'a new pod' }],
        instances,
        ...situation,
        warnings: isLastReady ? [...situation.warnings, alone] : situation.warnings,
        risk: 'reversible',
        amounts: {},
      };
    },
    write(write, signal) {
      const writes = backEnd(write);
      const send = ({ instance }: PodTarget) => writes.endInstance(instance);
      const done = `${write.parameters.pod} ends, and another takes its place.`;
      return writeGuarded(write, podTarget(writes, write), { send, done }, signal);
    },
    trace: (write, signal) => traceGuarded(write, podTarget(backEnd(write), write), signal),
  });
}

function podTarget(
  { source, service, findWrite }: InfrastructureWrites,
  write: Pick<Write<Parameters>, 'service' | 'parameters'>,
): GuardedTarget<PodTarget> {
  return {
    findWrite,
    async read(signal) {
      const state = await service(write.service, signal);
      // One that ends already is gone, as far as anybody who wants it to end is concerned.
      const present = state.instances.filter((one) => one.state !== 'draining');
      const instance = instanceNamed({ ...state, instances: present }, write.parameters.pod, source);
      const { name, uid } = instance;
      const { resourceVersion } = state;
      return { kind: 'instance', name, uid, resourceVersion, fields: fieldsOf(state), service: state, instance };
    },
  };
}
