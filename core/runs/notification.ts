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

/** What became of one attempt to tell a destination. */
export type SendingEnd =
  | { readonly kind: 'sent'; readonly detail: string }
  | {
      readonly kind: 'refused';
      /** In words, without the destination's secrets. */
      readonly reason: string;
      /** Whether trying again may help. */
      readonly retryable: boolean;
      /** When it may help at the earliest, where the destination says so. */
      readonly retryAfterMilliseconds?: number;
    };

/** For the audit log: `sending` stands there before a message leaves, one of the others after. */
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
