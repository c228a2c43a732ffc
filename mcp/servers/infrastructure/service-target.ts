import type { MaterialFields, Preview } from '#core/actions/action';
import type { Write } from '../../kit/define-write-tool.ts';
import type { GuardedTarget, TargetState } from '../guarded-write.ts';
import type { ServiceState } from './back-end.ts';
import type { InfrastructureWrites } from './writes.ts';

/** A service that is written to. */
export interface ServiceTarget extends TargetState {
  readonly service: ServiceState;
}

/** @param fieldsOf what has to be as it was */
export function serviceTarget(
  { service, findWrite }: InfrastructureWrites,
  write: Pick<Write<unknown>, 'service'>,
  fieldsOf: (state: ServiceState) => MaterialFields,
): GuardedTarget<ServiceTarget> {
  return {
    findWrite,
    async read(signal) {
      const state = await service(write.service, signal);
      const { service: name, uid, resourceVersion } = state;
      return { kind: 'service', name, uid, resourceVersion, fields: fieldsOf(state), service: state };
    },
  };
}

/** What every preview says of the service as it is before the change. */
export function situationOf({
  service,
  instances,
  replicas,
  rollout,
}: ServiceState): Pick<Preview, 'instancesInAll' | 'instancesReady' | 'warnings'> {
  const present = instances.filter(({ state }) => state !== 'draining');
  const ready = present.filter(({ state }) => state === 'healthy').length;
  const warnings: string[] = [];
  if (rollout.state === 'progressing') warnings.push(`A rollout of ${service} is in progress.`);
  if (rollout.state === 'failed') {
    warnings.push(`The last rollout of ${service} failed${rollout.message ? `: ${rollout.message}` : '.'}`);
  }
  if (ready < replicas) warnings.push(`${ready} of the ${replicas} instances that ${service} is to have are ready.`);
  return { instancesInAll: present.length, instancesReady: ready, warnings };
}
