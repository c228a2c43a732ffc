import type { StepPath } from '../ids/step-path.ts';
import type { IncidentId, RunId } from '../ids/workflow-ids.ts';

/** One message of a run to one destination. Its words are masked. */
export interface OutgoingMessage {
  /** 64 hex digits: the same whenever this message is sent again. */
  readonly key: string;
  readonly runId: RunId;
  readonly incidentId?: IncidentId;
  readonly text: string;
  /** Where people read more. */
  readonly link?: string;
  /** RFC 3339. */
  readonly at: string;
}

/** The result of one attempt to notify a destination. */
export type SendingEnd =
  | { readonly kind: 'sent'; readonly detail: string }
  | {
      readonly kind: 'refused';
      /** In words, without the destination's secrets. */
      readonly reason: string;
      /** Whether a retry may help. */
      readonly retryable: boolean;
      /** The earliest time for a retry, where the destination names one. */
      readonly retryAfterMilliseconds?: number;
    };

/** For the audit log: `sending` is recorded before a message leaves, one of the others after. */
export interface NotificationRecord {
  readonly key: string;
  readonly runId: RunId;
  readonly incidentId?: IncidentId;
  readonly path: StepPath;
  readonly destination: string;
  readonly outcome: 'sending' | 'sent' | 'sent_before' | 'refused';
  /** Of `sending`: the masked message. */
  readonly text?: string;
  /** Of the others: what the destination said. */
  readonly detail?: string;
}
