import type { Environment } from '#core/ids/environment';
import type { TimeWindow } from '#core/evidence/evidence';
import type { Change } from '#core/evidence/observations';

// What the tools of this server need of whatever knows about changes. An adapter is one folder that provides it.

export const deploymentsCapabilities = {
  rollouts: 'Keeps the revisions of a service, so that a rollback can be planned.',
} as const;

export interface DeploymentsBackEnd {
  /** For people: `lab http://127.0.0.1:8481`. */
  readonly source: string;
  /** Start inclusive, end exclusive. */
  changes(
    environment: Environment,
    window: TimeWindow,
    signal: AbortSignal,
  ): Promise<{ readonly changes: readonly Change[]; readonly warnings: readonly string[] }>;
  /**
   * Who carries the rollouts of a service out.
   * @throws ToolFailure NOT_FOUND where the back end cannot tell revisions (capability `rollouts`)
   */
  rollouts(service: string, signal: AbortSignal): RolloutsBackEnd | Promise<RolloutsBackEnd>;
}

/** One state of a service that was rolled out, or was to be. */
export interface Revision {
  /** Goes up; what a rollback names. */
  readonly revision: number;
  readonly version: string;
  /** `rollout`: the same program in another number, or started again. */
  readonly kind: 'release' | 'rollout' | 'configuration' | 'flag';
  /** RFC 3339. */
  readonly at: string;
  readonly by?: string;
  /** Undefined where a revision does not tell. */
  readonly replicas?: number;
  readonly summary?: string;
  /** By name; only compared, so that a hash may stand for a value. */
  readonly configuration: Readonly<Record<string, string>>;
  /** It changed the schema of what the service keeps; undefined where nothing tells, which counts as a yes. */
  readonly migration?: boolean;
  /** RFC 3339: when all instances were healthy for the first time. Undefined: never, or nobody saw it. */
  readonly completedAt?: string;
  /** Why it never got there. */
  readonly failure?: string;
}

export interface RolloutHistory {
  /** Oldest first, the last one is wanted now; never empty. */
  readonly revisions: readonly [Revision, ...Revision[]];
  readonly rollout: 'complete' | 'progressing' | 'failed';
  /** Those that serve now: a rollback would replace at most these. */
  readonly instances: number;
}

export interface RolloutsBackEnd {
  readonly source: string;
  /** How long a release has to have been healthy to be gone back to, where the caller does not say. */
  readonly healthyForSeconds: number;
  /** @throws ToolFailure NOT_FOUND that names the services that there are */
  history(service: string, signal: AbortSignal): Promise<RolloutHistory>;
}
