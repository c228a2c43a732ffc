import type { ActionHash } from '../ids/action-hash.ts';
import { ActionHashShape, RunIdShape, StepPathShape } from '../ids/id-shapes.ts';
import { boolean, wholeNumber, literals, type Shaped, text } from '../json/reader.ts';
import { optional, shape } from '../json/shape.ts';
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

export const LockRequest = shape({
  actionHash: ActionHashShape,
  target: text(1, 500),
  part: literals('do', 'undo'),
  leaseSeconds: wholeNumber(1, 7200),
  automatic: boolean,
});
export type LockRequest = Shaped<typeof LockRequest>;

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

export const ReleaseLock = shape({
  actionHash: ActionHashShape,
  part: literals('do', 'undo'),
  end: literals('good', 'bad', 'running'),
  /** The outcome is unknown: only this target stays locked, until a person says what became of it. */
  narrowTo: optional(text(1, 500)),
});
export type ReleaseLock = Shaped<typeof ReleaseLock>;

/** This step of this run proposes this action; an older proposal of the step is superseded. */
export const AnnounceAction = shape({
  actionHash: ActionHashShape,
  workflowId: text(1, 500),
  runId: RunIdShape,
  path: StepPathShape,
});
export type AnnounceAction = Shaped<typeof AnnounceAction>;

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
  /** Targets at which the outcome of an action is unknown. */
  readonly narrowed: readonly { readonly actionHash: ActionHash; readonly target: string; readonly since: string }[];
  readonly fence: number;
  /** The newest 200 of the last 7 days, newest last. */
  readonly past: readonly PastAction[];
}
