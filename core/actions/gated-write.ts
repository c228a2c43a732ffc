import type { ActionHash } from '../ids/action-hash.ts';
import type { ActionDocument, ActionPart, Preview } from './action.ts';
import type { SignedDecision } from './decision.ts';
import type { Verdict } from './verdict.ts';

// What passes between the executor's activities, the gate around the write tools, and what the gate asks.

/** Which part of which action. */
export interface WriteSubject {
  readonly document: ActionDocument;
  readonly actionHash: ActionHash;
  readonly part: ActionPart;
}

/** A write as the gate judges it. */
export interface GatedWrite extends WriteSubject {
  /** What people approved: the canonical JSON of the document. */
  readonly bytes: string;
  readonly decisions: readonly SignedDecision[];
  /** Of the lock, so that a late write by an action that has lost it is refused. */
  readonly fence: number;
  /** What the people who decided were shown, and its SHA-256, which they decided on. */
  readonly preview: Preview;
  readonly previewHash: string;
}

/**
 * The outcome of a write. All kinds but `executed` are certain not to have had an effect. An uncertain outcome is a failure of
 * the activity, which is then reconciled.
 */
export type ExecuteAnswer =
  | { readonly kind: 'executed'; readonly result: string; readonly auditHead: string }
  | { readonly kind: 'stale' | 'blocked' | 'skipped' | 'expired' | 'rejected' | 'failed'; readonly reason: string };

/** `stale`: the target is not what was proposed for. `wrong`: no proposal that could ever be carried out. */
export type GatePreview =
  | { readonly kind: 'previewed'; readonly preview: Preview; readonly previewHash: string }
  | { readonly kind: 'stale' | 'wrong'; readonly reason: string };

/** Whether a write took effect, as reading alone can tell. */
export type WriteTrace =
  | { readonly kind: 'took_effect'; readonly result: string }
  | { readonly kind: 'no_effect'; readonly reason: string }
  | { readonly kind: 'cannot_tell'; readonly reason: string };

/** The only way to write: in the process that holds the credential, around the write tools of one server. */
export interface WriteGate {
  /** A dry run. Nothing is written, marked or recorded. */
  preview(subject: WriteSubject): Promise<GatePreview>;
  /**
   * Passes every check of WRITE_CHECKS, marks and records the intent, writes once, marks and records the result.
   * @throws Error where it is not certain whether something was written
   */
  write(write: GatedWrite): Promise<ExecuteAnswer>;
  /** Reads only. */
  trace(subject: WriteSubject): Promise<WriteTrace>;
}

/** By the policy in force and facts found out now. */
export type JudgeWrite = (subject: WriteSubject, preview: Preview) => Promise<Verdict>;
