import { z } from 'zod';
import type { ServicePlace } from '../../../kit/define-server.ts';
import { defineWriteTool } from '../../../kit/define-write-tool.ts';
import { traceGuarded, tryGuarded, writeGuarded } from '../../guarded-write.ts';
import type { ServiceState } from '../back-end.ts';
import { serviceTarget, situationOf } from '../service-target.ts';
import type { InfrastructureWrites } from '../writes.ts';

const fieldsOf = ({ version, revision }: ServiceState) => ({ version, revision });

export function restartDeployment(backEnd: (place: ServicePlace) => InfrastructureWrites) {
  return defineWriteTool({
    name: 'restart_deployment',
    title: 'Restart a deployment',
    description:
      'Replaces every pod of a service with a new one of the same version and configuration, a few at a time: each new ' +
      'pod is ready before an old one ends.',
    risk: 'reversible',
    parameters: z.strictObject({}),
    decidedBy: 'compare_and_swap',
    async plan(wish, signal) {
      const { service } = wish;
      const state = await backEnd(wish).service(service, signal);
      return { target: { kind: 'service', name: service, uid: state.uid }, precondition: fieldsOf(state) };
    },
    async preview(write, signal) {
      const writes = backEnd(write);
      const target = serviceTarget(writes, write, fieldsOf);
      const { state, instances } = await tryGuarded(write, target, () => writes.restart, signal);
      const from = state.service.restartedAt ?? 'never';
      return {
        changes: [{ field: 'restarted_at', from, to: 'when it is written' }],
        instances,
        ...situationOf(state.service),
        risk: 'reversible',
        amounts: {},
      };
    },
    write(write, signal) {
      const writes = backEnd(write);
      const done = `The pods of ${write.service} are being replaced.`;
      return writeGuarded(write, serviceTarget(writes, write, fieldsOf), { send: () => writes.restart, done }, signal);
    },
    trace: (write, signal) => traceGuarded(write, serviceTarget(backEnd(write), write, fieldsOf), signal),
  });
}
