import { z } from 'zod';
import type { ServicePlace } from '../../../kit/define-server.ts';
import { defineWriteTool } from '../../../kit/define-write-tool.ts';
import { ToolFailure } from '../../../kit/tool-failure.ts';
import { traceGuarded, tryGuarded, writeGuarded } from '../../guarded-write.ts';
import type { ServiceState } from '../back-end.ts';
import { serviceTarget, situationOf } from '../service-target.ts';
import type { InfrastructureWrites } from '../writes.ts';

// Not the revision: a back end that counts scaling as one would refuse what is still wanted.
const fieldsOf = ({ version, replicas }: ServiceState) => ({ version, replicas });

export function scaleDeployment(backEnd: (place: ServicePlace) => InfrastructureWrites) {
  return defineWriteTool({
    name: 'scale_deployment',
    title: 'Scale a deployment',
    description:
      'Sets the desired number of pods of a service to an absolute value, 0 to 1000. Policy and the back end may allow ' +
      'less.',
    risk: 'reversible',
    parameters: z.strictObject({ replicas: z.number().int().min(0).max(1_000).describe('Desired number of pods') }),
    decidedBy: 'compare_and_swap',
    async plan(wish, signal) {
      const { service } = wish;
      const { replicas } = wish.parameters;
      const state = await backEnd(wish).service(service, signal);
      if (state.replicas === replicas) {
        throw new ToolFailure('PRECONDITION_FAILED', `${service} is to have ${replicas} pods already.`);
      }
      const precondition = fieldsOf(state);
      return {
        target: { kind: 'service', name: service, uid: state.uid },
        precondition,
        undo: {
          tool: 'scale_deployment',
          parameters: { replicas: state.replicas },
          precondition: { ...precondition, replicas },
        },
      };
    },
    async preview(write, signal) {
      const writes = backEnd(write);
      const { replicas } = write.parameters;
      const target = serviceTarget(writes, write, fieldsOf);
      const { state, instances } = await tryGuarded(write, target, () => writes.scale(replicas), signal);
      const from = state.service.replicas;
      return {
        changes: [{ field: 'replicas', from: String(from), to: String(replicas) }],
        instances,
        ...situationOf(state.service),
        risk: replicas === 0 ? 'destructive' : 'reversible',
        amounts: { replicas_from: from, replicas_to: replicas },
      };
    },
    write(write, signal) {
      const writes = backEnd(write);
      const { service, parameters } = write;
      const send = () => writes.scale(parameters.replicas);
      const done = `${service} is to have ${parameters.replicas} pods now.`;
      return writeGuarded(write, serviceTarget(writes, write, fieldsOf), { send, done }, signal);
    },
    trace: (write, signal) => traceGuarded(write, serviceTarget(backEnd(write), write, fieldsOf), signal),
  });
}
