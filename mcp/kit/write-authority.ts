import type { Preview } from '#core/actions/action';
import type { ActionMark } from '#core/actions/action-mark';
import type { GatedWrite, WriteSubject } from '#core/actions/gated-write';
import type { Verdict } from '#core/actions/verdict';
import type { ActionHash } from '#core/ids/action-hash';

/**
 * What the gate needs from the process with the credential. `workers` implements it for the executor only,
 * and a server without it offers no writes. A method that cannot determine its answer throws, which refuses the write.
 */
export interface WriteAuthority {
  now(): Date;
  /** The marks that exist. */
  marksOf(actionHash: ActionHash): Promise<ReadonlySet<ActionMark>>;
  /** @throws Error if the mark already exists or cannot be made durable */
  mark(actionHash: ActionHash, mark: ActionMark, content: object): Promise<void>;
  /** The kill switch that stops it, as text. */
  stoppedBy(write: GatedWrite): Promise<string | undefined>;
  /** By the current policy and freshly gathered facts. */
  judge(write: GatedWrite, preview: Preview): Promise<Verdict>;
  /** Why these decisions are not the approvals that the verdict requires; undefined if they are. */
  missingApproval(write: GatedWrite, verdict: Verdict): Promise<string | undefined>;
  /** Why this action does not hold the lock of the service. */
  lockLostBy(write: GatedWrite): Promise<string | undefined>;
  /** Why it is no longer needed: its alert has resolved, or a person set hands off. */
  notNeeded(write: GatedWrite): Promise<string | undefined>;
  /** Durable when it resolves, including a checkpoint. @returns the head of the audit log after it */
  record(
    subject: WriteSubject,
    what: { readonly state: 'intent' | 'executed' | 'failed' | 'refused' | 'uncertain'; readonly reason?: string },
  ): Promise<string>;
}
