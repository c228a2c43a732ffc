import type { Preview } from '#core/actions/action';
import type { ActionMark } from '#core/actions/action-mark';
import type { GatedWrite, WriteSubject } from '#core/actions/gated-write';
import type { Verdict } from '#core/actions/verdict';
import type { ActionHash } from '#core/ids/action-hash';

/**
 * What the gate asks of the process that holds the credential. `workers` plugs it in for the executor; there is no other,
 * and a server without it offers no write. Everything throws where it cannot be found out, and that refuses the write.
 */
export interface WriteAuthority {
  now(): Date;
  /** Which marks there are. */
  marksOf(actionHash: ActionHash): Promise<ReadonlySet<ActionMark>>;
  /** @throws Error where the mark is there already or cannot be made durable */
  mark(actionHash: ActionHash, mark: ActionMark, content: object): Promise<void>;
  /** The kill switch that stops it, in words. */
  stoppedBy(write: GatedWrite): Promise<string | undefined>;
  /** By the policy in force and facts found out now. */
  judge(write: GatedWrite, preview: Preview): Promise<Verdict>;
  /** Why these decisions are not the approvals that the verdict asks for; undefined where they are. */
  missingApproval(write: GatedWrite, verdict: Verdict): Promise<string | undefined>;
  /** Why the lock of the service is not this action's. */
  lockLostBy(write: GatedWrite): Promise<string | undefined>;
  /** Why it is not needed any more: its alert has resolved, hands are off. */
  notNeeded(write: GatedWrite): Promise<string | undefined>;
  /** Durable when it resolves, checkpoint included. @returns the head of the audit log after it */
  record(
    subject: WriteSubject,
    what: { readonly state: 'intent' | 'executed' | 'failed' | 'refused' | 'uncertain'; readonly reason?: string },
  ): Promise<string>;
}
