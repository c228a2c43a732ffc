import { isDeepStrictEqual } from 'node:util';
import type { LabRevision, ServiceConfiguration, ServicePatch } from '../supervisor-api.ts';
import { SupervisorRefusal } from './refused.ts';

export interface Wanted {
  readonly version: string;
  readonly replicas: number;
  readonly configuration: ServiceConfiguration;
  readonly restartedAt?: string;
}

export interface PatchPlan {
  readonly wanted: Wanted;
  /** Undefined if nothing differs. */
  readonly kind: LabRevision['kind'] | undefined;
  /** Whether running instances have to be replaced, for another program or for a restart. */
  readonly replaces: boolean;
}

/**
 * The effect of a patch on a service.
 * @throws Refused 422 for an unknown release or setting
 */
export function planPatch(
  service: string,
  current: Wanted,
  versions: readonly string[],
  patch: Pick<ServicePatch, 'version' | 'replicas' | 'configuration' | 'restartedAt'>,
): PatchPlan {
  if (patch.version !== undefined && !versions.includes(patch.version)) {
    const known = versions.join(', ');
    throw new SupervisorRefusal(
      422,
      'UNKNOWN_VERSION',
      `${service} has no release "${patch.version}"; it has: ${known}.`,
    );
  }
  for (const [name, value] of Object.entries(patch.configuration ?? {})) {
    const present = Object.hasOwn(current.configuration, name) ? current.configuration[name] : undefined;
    if (present === undefined) {
      const known = Object.keys(current.configuration).join(', ') || 'none';
      throw new SupervisorRefusal(422, 'UNKNOWN_SETTING', `${service} has no setting "${name}"; it has: ${known}.`);
    }
    if (typeof value !== typeof present) {
      throw new SupervisorRefusal(
        422,
        'WRONG_TYPE',
        `The setting "${name}" of ${service} must be a ${typeof present}.`,
      );
    }
  }
  const restartedAt = patch.restartedAt ?? current.restartedAt;
  const wanted: Wanted = {
    version: patch.version ?? current.version,
    replicas: patch.replicas ?? current.replicas,
    configuration: { ...current.configuration, ...patch.configuration },
    ...(restartedAt === undefined ? {} : { restartedAt }),
  };
  const released = wanted.version !== current.version;
  const configured = !isDeepStrictEqual(wanted.configuration, current.configuration);
  const scaled = wanted.replicas !== current.replicas;
  const restarted = wanted.restartedAt !== current.restartedAt;
  return {
    wanted,
    kind: released ? 'release' : configured ? 'configuration' : scaled || restarted ? 'rollout' : undefined,
    replaces: released || configured || restarted,
  };
}
