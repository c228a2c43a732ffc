import type { ConditionalWrite, FindWrite } from '../conditional-write.ts';
import type { RolloutHistory, RolloutsBackEnd } from './back-end.ts';

/** A service and its revisions, as one look found them. */
export interface WritableRollouts {
  readonly uid: string;
  readonly resourceVersion: string;
  /** Wanted. */
  readonly replicas: number;
  /** Instances that answer. */
  readonly ready: number;
  readonly history: RolloutHistory;
  /**
   * Goes back to the program of a revision that stands in this history; the number of instances stays, and the write
   * makes one new revision, whose number is the next.
   */
  goBackTo(revision: number): ConditionalWrite;
}

/** What the write tools of this server need of whatever carries rollouts out. The same adapter provides it. */
export interface DeploymentsWrites extends Pick<RolloutsBackEnd, 'source' | 'healthyForSeconds'> {
  /** @throws ToolFailure NOT_FOUND that names the services that there are */
  rollouts(service: string, signal: AbortSignal): Promise<WritableRollouts>;
  readonly findWrite: FindWrite;
}
