import { z } from 'zod';
import type { ServicePlace } from '../../../kit/define-server.ts';
import { defineWriteTool, type Write } from '../../../kit/define-write-tool.ts';
import { type GuardedTarget, type TargetState, traceGuarded, tryGuarded, writeGuarded } from '../../guarded-write.ts';
import type { RolloutHistory } from '../back-end.ts';
import { rollbackReach, rollbackTarget } from '../rollback-reach.ts';
import type { DeploymentsWrites, WritableRollouts } from '../writes.ts';

interface Parameters {
  readonly revision: number;
}

interface RolloutTarget extends TargetState {
  readonly rollouts: WritableRollouts;
}

export function rollbackDeployment(backEnd: (place: ServicePlace) => DeploymentsWrites) {
  return defineWriteTool({
    name: 'rollback_deployment',
    title: 'Roll back a deployment',
    description:
      'Rolls a service back to the version and configuration of an earlier revision; the number of instances stays the same. ' +
      'Destructive if a migration lies between. plan_rollback finds the revision.',
    risk: 'reversible',
    parameters: z.strictObject({
      revision: z.number().int().min(1).describe('The revision to go back to, as plan_rollback names it'),
    }),
    decidedBy: 'compare_and_swap',
    async plan(wish, signal) {
      const { service, parameters } = wish;
      const { source, rollouts } = backEnd(wish);
      const { uid, history } = await rollouts(service, signal);
      const { current, target } = rollbackTarget(service, history, parameters.revision, source);
      return {
        target: { kind: 'service', name: service, uid },
        precondition: fieldsOf(history),
        // Going back makes the next revision; the one that was wanted keeps its number.
        undo: {
          tool: 'rollback_deployment',
          parameters: { revision: current.revision },
          precondition: { version: target.version, revision: current.revision + 1 },
        },
      };
    },
    async preview(write, signal) {
      const writes = backEnd(write);
      const { source, healthyForSeconds } = writes;
      const { service, parameters } = write;
      const send = goingBack(write, source);
      const { state, instances } = await tryGuarded(write, rolloutTarget(writes, write), send, signal);
      const { history, replicas, ready } = state.rollouts;
      const ends = rollbackTarget(service, history, parameters.revision, source);
      const reach = rollbackReach(history, ends, { now: new Date(), healthyForSeconds });
      const few = `${ready} of the ${replicas} instances that ${service} is to have are ready.`;
      return {
        ...reach,
        instances,
        instancesInAll: history.instances,
        instancesReady: ready,
        warnings: ready < replicas ? [...reach.warnings, few] : reach.warnings,
      };
    },
    write(write, signal) {
      const writes = backEnd(write);
      const { service, parameters } = write;
      const send = goingBack(write, writes.source);
      const done = `${service} goes back to revision ${parameters.revision}.`;
      return writeGuarded(write, rolloutTarget(writes, write), { send, done }, signal);
    },
    trace: (write, signal) => traceGuarded(write, rolloutTarget(backEnd(write), write), signal),
  });
}

function goingBack({ service, parameters: { revision } }: Write<Parameters>, source: string) {
  return ({ rollouts }: RolloutTarget) => {
    rollbackTarget(service, rollouts.history, revision, source);
    return rollouts.goBackTo(revision);
  };
}

function fieldsOf({ revisions }: RolloutHistory) {
  const { version, revision } = revisions.at(-1) ?? revisions[0];
  return { version, revision };
}

function rolloutTarget(
  { rollouts: read, findWrite }: DeploymentsWrites,
  { service }: Pick<Write<Parameters>, 'service'>,
): GuardedTarget<RolloutTarget> {
  return {
    findWrite,
    async read(signal) {
      const rollouts = await read(service, signal);
      const { uid, resourceVersion, history } = rollouts;
      return { kind: 'service', name: service, uid, resourceVersion, fields: fieldsOf(history), rollouts };
    },
  };
}
