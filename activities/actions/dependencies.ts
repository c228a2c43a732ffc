import type { LockGrant } from '#core/actions/service-lock';
import type { ActionDocument, ActionPart, Expectation, Preview } from '#core/actions/action';
import type { ActionHash } from '#core/ids/action-hash';
import type { ExecuteAnswer, RecordActionRequest, TakeLockRequest, WrittenThrough } from '#core/actions/action-work';
import type { SignedDecision, VerifiedDecision } from '#core/actions/decision';
import type { Verdict } from '#core/actions/verdict';
import type { ToolCallDependencies } from '../tool-answer.ts';

// What the executor's activities need. `workers` plugs it in.

/** Around the write tools of one tool server. */
export interface GatePort {
  preview(
    document: ActionDocument,
    actionHash: ActionHash,
    part: ActionPart,
  ): Promise<
    | { readonly kind: 'previewed'; readonly preview: Preview; readonly previewHash: string }
    | { readonly kind: 'stale' | 'wrong'; readonly reason: string }
  >;
  /** @throws Error where it is not certain whether something was written */
  write(
    write: {
      readonly document: ActionDocument;
      readonly actionHash: ActionHash;
      readonly part: ActionPart;
      readonly decisions: readonly SignedDecision[];
      readonly fence: number;
      readonly preview: Preview;
      readonly previewHash: string;
    },
    bytes: string,
  ): Promise<ExecuteAnswer>;
  trace(
    document: ActionDocument,
    actionHash: ActionHash,
    part: ActionPart,
  ): Promise<
    | { readonly kind: 'took_effect'; readonly result: string }
    | { readonly kind: 'no_effect' | 'cannot_tell'; readonly reason: string }
  >;
}

/** What the decision has to be about, and when it came. */
export interface DecisionSubject {
  readonly document: ActionDocument;
  readonly actionHash: ActionHash;
  readonly previewHash: string;
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
  readonly gateOf: (server: string) => GatePort | undefined;
  /** Keeps the bytes, create-only. */
  readonly keepAction: (actionHash: ActionHash, bytes: string) => Promise<void>;
  /** By the policy in force and facts found out now. */
  readonly judge: (
    document: ActionDocument,
    actionHash: ActionHash,
    part: ActionPart,
    preview: Preview,
  ) => Promise<Verdict>;
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
  readonly recordOutcome: (record: {
    readonly document: ActionDocument;
    readonly actionHash: ActionHash;
    readonly part: ActionPart;
    readonly result: string;
  }) => Promise<void>;
  readonly recordVerdict: (record: {
    readonly actionHash: ActionHash;
    readonly incident?: string;
    readonly preview: Preview;
    readonly previewHash: string;
    readonly verdict: Verdict;
  }) => Promise<void>;
  /** Why a success check would look at another back end than the one that carried the action out. */
  readonly checkedElsewhere: (
    service: string,
    writtenThrough: WrittenThrough,
    expectation: Expectation,
  ) => string | undefined;
  readonly recordState: (record: RecordActionRequest) => Promise<void>;
}
