import type { LockGrant } from '#core/actions/service-lock';
import type { ActionDocument, Expectation } from '#core/actions/action';
import type { GatedWrite, JudgeWrite, WriteGate, WriteSubject } from '#core/actions/gated-write';
import type { ActionHash } from '#core/ids/action-hash';
import type { RecordActionRequest, TakeLockRequest, WrittenThrough } from '#core/actions/action-work';
import type { SignedDecision, VerifiedDecision } from '#core/actions/decision';
import type { Verdict } from '#core/actions/verdict';
import type { ToolCallDependencies } from '../tool-answer.ts';

// What the executor's activities need. `workers` plugs it in.

/** What the decision has to be about, and when it came. */
export interface DecisionSubject extends Pick<GatedWrite, 'document' | 'actionHash' | 'previewHash'> {
  /** RFC 3339. */
  readonly receivedAt: string;
}

export interface ActionDependencies extends ToolCallDependencies {
  /** The document that exactly these bytes are, or what is wrong with them. */
  readonly parseAction: (
    bytes: string,
    actionHash: ActionHash,
  ) => { readonly document: ActionDocument } | { readonly problem: string };
  /** Undefined: this executor holds no credential for that server. */
  readonly gateOf: (server: string) => WriteGate | undefined;
  /** Keeps the bytes, create-only. */
  readonly keepAction: (actionHash: ActionHash, bytes: string) => Promise<void>;
  readonly judge: JudgeWrite;
  readonly verifyDecision: (decision: SignedDecision, subject: DecisionSubject) => Promise<VerifiedDecision>;
  /** Asks the workflow of the service's lock, which it starts where there is none. */
  readonly requestLock: (request: TakeLockRequest) => Promise<LockGrant>;
  /** Whether the write of a part is on record: its intent, and what came of it. */
  readonly marksOf: (actionHash: ActionHash) => Promise<ReadonlySet<string>>;
  /** Create-only; one that is there already stays. */
  readonly mark: (actionHash: ActionHash, mark: 'rejected' | 'withdrawn', content: object) => Promise<void>;
  /** Durable when they resolve. */
  readonly recordDecision: (record: {
    readonly actionHash: ActionHash;
    readonly incident?: string;
    readonly decision: SignedDecision;
    readonly found: VerifiedDecision;
    /** RFC 3339. */
    readonly receivedAt: string;
  }) => Promise<void>;
  /** That a write whose answer was lost took effect. */
  readonly recordOutcome: (record: WriteSubject & { readonly result: string }) => Promise<void>;
  readonly recordVerdict: (
    record: Pick<GatedWrite, 'actionHash' | 'preview' | 'previewHash'> & {
      readonly incident?: string;
      readonly verdict: Verdict;
    },
  ) => Promise<void>;
  /** Why a success check would look at another back end than the one that carried the action out. */
  readonly checkedElsewhere: (
    service: string,
    writtenThrough: WrittenThrough,
    expectation: Expectation,
  ) => string | undefined;
  readonly recordState: (record: RecordActionRequest) => Promise<void>;
}
