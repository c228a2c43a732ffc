import type { ActionHash } from '../ids/action-hash.ts';
import type { ActionPart } from './action.ts';

// The lock of one service in one environment: `lock/<environment>/<service>`. One action at a time; busy is an answer,
// there is no queue.

/** An action that the service lock has counted. */
export interface PastAction {
  readonly actionHash: ActionHash;
  /** RFC 3339: when it was let through. */
  readonly at: string;
  readonly target: string;
  readonly automatic: boolean;
  /** `bad`: failed, unknown or not verified; counts for the breaker. */
  readonly end: 'good' | 'bad' | 'running';
}

export interface LockRequest {
  readonly actionHash: ActionHash;
  readonly target: string;
  readonly part: ActionPart;
  /** 1 to 7,200. */
  readonly leaseSeconds: number;
  readonly automatic: boolean;
}

export type LockGrant =
  | {
      readonly kind: 'granted';
      readonly actionHash: ActionHash;
      readonly part: ActionPart;
      /** Goes up with each grant. */
      readonly fence: number;
      /** RFC 3339. */
      readonly leaseUntil: string;
    }
  | { readonly kind: 'busy'; readonly actionHash: ActionHash; readonly part: ActionPart; readonly holder: ActionHash };

export interface ReleaseLock {
  readonly actionHash: ActionHash;
  readonly part: ActionPart;
  readonly end: PastAction['end'];
  /** Nobody knows what became of it: only this target stays locked, until a person says so. */
  readonly narrowTo?: string;
}

export interface LockState {
  readonly environment: string;
  readonly service: string;
  readonly holder?: {
    readonly actionHash: ActionHash;
    readonly part: ActionPart;
    readonly fence: number;
    /** RFC 3339. */
    readonly leaseUntil: string;
  };
  /** Targets of which nobody knows what became of an action. */
  readonly narrowed: readonly { readonly actionHash: ActionHash; readonly target: string; readonly since: string }[];
  readonly fence: number;
  /** The newest 200 of the last 7 days, newest last. */
  readonly past: readonly PastAction[];
}
