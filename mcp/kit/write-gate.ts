import type { ActionDocument, ActionHash, ActionPart, Preview } from '#core/vocabulary/action';
import type { ExecuteAnswer } from '#core/vocabulary/action-work';
import type { WriteTrace } from './define-write-tool.ts';
import type { GatedWrite } from './write-authority.ts';

/**
 * The one way to write: in the process that holds the credential, around the write tools of one server. Over MCP these
 * tools answer APPROVAL_REQUIRED to everybody.
 */
export interface WriteGate {
  readonly server: string;
  /** A dry run. Nothing is written, marked or recorded. */
  preview(document: ActionDocument, actionHash: ActionHash, part: ActionPart): Promise<GatePreview>;
  /**
   * Passes every check of WRITE_CHECKS, marks and records the intent, writes once, marks and records the result.
   * @throws Error where it is not certain whether something was written
   */
  write(write: GatedWrite, bytes: string): Promise<ExecuteAnswer>;
  /** Reads only. */
  trace(document: ActionDocument, actionHash: ActionHash, part: ActionPart): Promise<WriteTrace>;
}

export type GatePreview =
  | { readonly kind: 'previewed'; readonly preview: Preview; readonly previewHash: string }
  | { readonly kind: 'stale' | 'wrong'; readonly reason: string };
