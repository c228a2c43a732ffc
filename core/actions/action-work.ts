import type { ActionDocument, ActionPart, ActionState, ActionStep, Expectation, Preview } from './action.ts';
import type { ActionHash } from '../ids/action-hash.ts';
import type { JsonValue } from '../json/json-value.ts';
import type { SignedDecision, VerifiedDecision } from './decision.ts';
import type { EvidenceId } from '../ids/evidence-id.ts';
import type { Person } from './person.ts';
import type { ExecuteAnswer, GatedWrite, GatePreview } from './gated-write.ts';
import type { LockGrant, LockRequest } from './service-lock.ts';
import type { Verdict } from './verdict.ts';

// The record of an action, and the requests and answers of its activities. Plain data.

/** The result of an action's workflow; everything else is in its query. */
export interface ActionEnd {
  readonly actionHash: ActionHash;
  readonly state: ActionState;
  readonly reason?: string;
}

/** The answer of the `action` query: what pages and command line show. */
export interface ActionRecord {
  readonly actionHash: ActionHash;
  readonly workflowId: string;
  /** For display. Absent where the bytes are not a document: then the action has ended `failed`. */
  readonly document?: ActionDocument;
  /** As proposed: the hash that people decide on is computed over these. */
  readonly bytes: string;
  readonly state: ActionState;
  /** Oldest first, the last one is the state. */
  readonly steps: readonly ActionStep[];
  readonly preview?: Preview;
  readonly previewHash?: string;
  readonly verdict?: Verdict;
  /** Those that count, in the order of arrival. */
  readonly decisions: readonly Extract<VerifiedDecision, { kind: 'verified' }>[];
  /** Those that do not, the newest ten, with why. */
  readonly refused: readonly string[];
  readonly refusedCount: number;
  readonly looked?: ActionLook;
  /** RFC 3339: of the approval. */
  readonly deadlineAt?: string;
  readonly remindedAt?: string;
  readonly escalatedAt?: string;
  /** One line of the back end's answer. */
  readonly result?: string;
  /** The success check. */
  readonly verification?: { readonly evidence: readonly EvidenceId[]; readonly summary: string };
  /** RFC 3339: `undo` is accepted until then. */
  readonly undoBy?: string;
  /** It was not verified: a person has to decide whether to undo it. */
  readonly asksUndo?: boolean;
  /** The outcome of this part is unknown: a person has to look and send `resolveUnknown`. */
  readonly asksOutcome?: ActionPart;
  /** Errors in Holdfast itself and dropped messages, newest last, at most ten. */
  readonly problems?: readonly string[];
  readonly ended: boolean;
}

/** What the dry run, repeated while people decide, has shown. */
export type LookAnswer =
  | { readonly kind: 'as_previewed' }
  /** It would no longer do what was previewed. Approved now, it would end stale. */
  | { readonly kind: 'drifted'; readonly reason: string }
  /** By policy or a kill switch as they are now. Approved now, it would end blocked. */
  | { readonly kind: 'forbidden'; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string };

/** `at`: RFC 3339. */
export type ActionLook = LookAnswer & { readonly at: string };

// What the workflow asks of the executor's activities.

/** What a run proposes. The investigator looks up the target and makes the action's bytes. */
export interface ProposeRequest {
  readonly proposal: ActionDocument['proposal'];
  readonly incident?: ActionDocument['incident'];
  readonly runbook: ActionDocument['runbook'];
  readonly startedBy: Person;
  readonly title: string;
  readonly environment: string;
  readonly service: string;
  readonly server: string;
  readonly tool: string;
  readonly parameters: Readonly<Record<string, JsonValue>>;
  readonly expectation: Expectation;
  readonly ifNotVerified: ActionDocument['ifNotVerified'];
  readonly approvalWithinSeconds: number;
  /** What the run has found out so far. */
  readonly evidence: readonly EvidenceId[];
}

export type ProposeAnswer =
  | { readonly kind: 'proposed'; readonly bytes: string; readonly actionHash: ActionHash }
  | { readonly kind: 'refused'; readonly reason: string };

export type PreviewRequest = Pick<GatedWrite, 'actionHash' | 'bytes'>;

export type PreviewAnswer =
  | (Extract<GatePreview, { kind: 'previewed' }> & { readonly document: ActionDocument })
  | Exclude<GatePreview, { kind: 'previewed' }>;

export type JudgeRequest = Pick<GatedWrite, 'actionHash' | 'bytes' | 'preview' | 'previewHash'>;

export interface VerifyDecisionRequest extends JudgeRequest {
  readonly decision: SignedDecision;
  /** RFC 3339: its arrival, by which the lifetime of its ID token is judged. */
  readonly receivedAt: string;
}

export interface TakeLockRequest extends LockRequest {
  readonly environment: string;
  readonly service: string;
}

/** The document is parsed from the bytes. */
export type ExecuteRequest = Omit<GatedWrite, 'document'>;

export type ReconcileRequest = Pick<GatedWrite, 'actionHash' | 'bytes' | 'part'>;

export type ReconcileAnswer =
  | { readonly kind: 'executed'; readonly result: string }
  /** Uncertain: a request that was sent may still arrive, so the workflow reconciles once more. */
  | { readonly kind: 'not_executed'; readonly reason: string; readonly isCertain: boolean }
  | { readonly kind: 'unknown'; readonly reason: string };

export interface VerifyActionRequest {
  readonly actionHash: ActionHash;
  readonly document: Pick<ActionDocument, 'environment' | 'service' | 'incident' | 'proposal'>;
  /** Absent where the document does not name it. */
  readonly writtenThrough?: WrittenThrough;
  readonly expectation: Expectation;
}

/** The back end of a server that carried an action out. */
export interface WrittenThrough {
  readonly server: string;
  readonly backEnd: string;
}

export type VerifyActionAnswer =
  | { readonly kind: 'verified'; readonly evidence: readonly EvidenceId[]; readonly summary: string }
  | { readonly kind: 'not_verified'; readonly evidence: readonly EvidenceId[]; readonly reason: string }
  /** The check could not be made: no reason to undo without being asked. */
  | { readonly kind: 'unseen'; readonly reason: string };

/** A state that goes on record: every end, and some before. */
export interface RecordActionRequest {
  readonly actionHash: ActionHash;
  readonly state: ActionState;
  readonly reason?: string;
  readonly incident?: string;
  readonly by?: Person;
}

/** The executor's activities. An answer is certain; a failure leaves the outcome open. */
export interface ActionActivities {
  previewAction(request: PreviewRequest): Promise<PreviewAnswer>;
  judgeAction(request: JudgeRequest): Promise<Verdict>;
  lookAtAction(request: JudgeRequest): Promise<LookAnswer>;
  verifyDecision(request: VerifyDecisionRequest): Promise<VerifiedDecision>;
  takeLock(request: TakeLockRequest): Promise<LockGrant>;
  executeAction(request: ExecuteRequest): Promise<ExecuteAnswer>;
  reconcileAction(request: ReconcileRequest): Promise<ReconcileAnswer>;
  verifyAction(request: VerifyActionRequest): Promise<VerifyActionAnswer>;
  /** Durable when it resolves. An end before the write also sets the mark `withdrawn`. */
  recordAction(request: RecordActionRequest): Promise<void>;
}
