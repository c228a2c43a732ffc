import type { ActionDocument, ActionPart, ActionState, ActionStep, Expectation, Preview } from './action.ts';
import type { ActionHash } from '../ids/action-hash.ts';
import type { JsonValue } from '../json/json-value.ts';
import type { SignedDecision, VerifiedDecision } from './decision.ts';
import type { EvidenceId } from '../ids/evidence-id.ts';
import type { Person } from './person.ts';
import type { ExecuteAnswer, GatedWrite, GatePreview } from './gated-write.ts';
import type { LockGrant, LockRequest } from './service-lock.ts';
import type { Verdict } from './verdict.ts';

// What the workflow of an action is given, tells and asks of its activities. Plain data.

/** What the workflow of an action ends with; everything else is told by its query. */
export interface ActionEnd {
  readonly actionHash: ActionHash;
  readonly state: ActionState;
  readonly reason?: string;
}

/** What the `action` query tells: what pages and command line show. */
export interface ActionRecord {
  readonly actionHash: ActionHash;
  readonly workflowId: string;
  /** Of the document, for showing it. Absent where the bytes are not a document: then it has ended `failed`. */
  readonly document?: ActionDocument;
  /** As they were proposed: whoever decides has the hash computed over these. */
  readonly bytes: string;
  readonly state: ActionState;
  /** Oldest first, the last one is the state. */
  readonly steps: readonly ActionStep[];
  readonly preview?: Preview;
  readonly previewHash?: string;
  readonly verdict?: Verdict;
  /** Those that count, in the order they came. */
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
  /** What showed that it helped, or did not. */
  readonly verification?: { readonly evidence: readonly EvidenceId[]; readonly summary: string };
  /** RFC 3339: till then `undo` is taken. */
  readonly undoBy?: string;
  /** Asked for by a person: it was not verified, and they have to say whether to undo it. */
  readonly asksUndo?: boolean;
  /** Nobody knows what became of this part: a person has to look, and to say so by `resolveUnknown`. */
  readonly asksOutcome?: ActionPart;
  /** An error of Holdfast itself, or a message that could not be taken, newest last, at most ten. */
  readonly problems?: readonly string[];
  readonly ended: boolean;
}

/** What was found when it was looked at again, while people decide. */
export type LookAnswer =
  | { readonly kind: 'as_previewed' }
  /** It would do other than was previewed, or nothing any more: approved so, it ends stale. */
  | { readonly kind: 'drifted'; readonly reason: string }
  /** By policy or a kill switch, as they are now: approved so, it ends blocked. */
  | { readonly kind: 'forbidden'; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string };

/** `at`: RFC 3339. */
export type ActionLook = LookAnswer & { readonly at: string };

// What the workflow asks of the executor's activities.

/** What a run asks for; the investigator finds out what the target is now and makes the action's bytes of it. */
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
  /** RFC 3339: when it came. The lifetime of its ID token is judged by this. */
  readonly receivedAt: string;
}

export interface TakeLockRequest extends LockRequest {
  readonly environment: string;
  readonly service: string;
}

/** The gate gets the document that its bytes are. */
export type ExecuteRequest = Omit<GatedWrite, 'document'>;

export type ReconcileRequest = Pick<GatedWrite, 'actionHash' | 'bytes' | 'part'>;

export type ReconcileAnswer =
  | { readonly kind: 'executed'; readonly result: string }
  /** Certain: nothing of it can come any more. Else what was sent may still arrive, and is looked for once more. */
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
  /** Nobody could look: no reason to undo it unasked. */
  | { readonly kind: 'unseen'; readonly reason: string };

/** An end, or a state that is worth a record of its own. */
export interface RecordActionRequest {
  readonly actionHash: ActionHash;
  readonly state: ActionState;
  readonly reason?: string;
  readonly incident?: string;
  readonly by?: Person;
}

/** What the executor does for the workflow of an action. Each says itself what is certain; a failure is not. */
export interface ActionActivities {
  previewAction(request: PreviewRequest): Promise<PreviewAnswer>;
  judgeAction(request: JudgeRequest): Promise<Verdict>;
  lookAtAction(request: JudgeRequest): Promise<LookAnswer>;
  verifyDecision(request: VerifyDecisionRequest): Promise<VerifiedDecision>;
  takeLock(request: TakeLockRequest): Promise<LockGrant>;
  executeAction(request: ExecuteRequest): Promise<ExecuteAnswer>;
  reconcileAction(request: ReconcileRequest): Promise<ReconcileAnswer>;
  verifyAction(request: VerifyActionRequest): Promise<VerifyActionAnswer>;
  /** Durable when it resolves. Ends before the write also get the mark `withdrawn`. */
  recordAction(request: RecordActionRequest): Promise<void>;
}
