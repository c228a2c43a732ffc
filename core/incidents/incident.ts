import type { IncidentAlert, Severity } from '../alerts/alert.ts';
import type { Environment } from '../ids/environment.ts';
import type { EvidenceId } from '../ids/evidence-id.ts';
import type { Person } from '../actions/person.ts';
import type { RunNotice } from '../runs/run-messages.ts';
import type { IncidentId } from '../ids/workflow-ids.ts';

export const IncidentPhase = {
  settling: 'settling',
  investigating: 'investigating',
  briefed: 'briefed',
  /** A runbook runs. */
  acting: 'acting',
  watching: 'watching',
  closed: 'closed',
} as const;
export type IncidentPhase = (typeof IncidentPhase)[keyof typeof IncidentPhase];

export const ItemOutcome = {
  answered: 'answered',
  notApplicable: 'not_applicable',
  couldNotCheck: 'could_not_check',
} as const;
export type ItemOutcome = (typeof ItemOutcome)[keyof typeof ItemOutcome];

/** One checklist item and its state. */
export interface ItemState {
  readonly id: string;
  readonly title: string;
  readonly tool: string;
  readonly mandatory: boolean;
  readonly state: 'running' | ItemOutcome;
  /** Of `not_applicable` and `could_not_check`: why, in words for a person. */
  readonly reason?: string;
  readonly evidence?: EvidenceId;
  /** Of `answered`: at most 2 KiB. */
  readonly summary?: string;
}

/** One line of the incident's timeline. */
export interface TimelineEntry {
  /** RFC 3339. */
  readonly at: string;
  readonly kind: 'alert' | 'change' | 'investigation' | 'brief' | 'run' | 'incident';
  readonly text: string;
}

/** What history carries of a published brief. */
export interface PublishedBrief {
  readonly digest: string;
  /** The readable copy on the machine of the worker that wrote it. */
  readonly path: string;
  /** RFC 3339. */
  readonly publishedAt: string;
  readonly headline: readonly string[];
  /** Names of the runbooks that fit; several: a person chooses. */
  readonly runbooks?: readonly string[];
}

/** The answer of the `incident` query: what pages and command line show. Plain data. */
export interface IncidentState {
  readonly incidentId: IncidentId;
  readonly workflowId: string;
  readonly integration: string;
  readonly phase: IncidentPhase;
  readonly title: string;
  readonly severity: Severity;
  readonly environment?: Environment;
  readonly services: readonly string[];
  /** RFC 3339: the earliest start of a member. */
  readonly startedAt: string;
  /** RFC 3339: the gateway's receipt of the first delivery. */
  readonly receivedAt: string;
  readonly alerts: readonly IncidentAlert[];
  /** Alerts of the group that the last delivery did not contain: its source cut them. */
  readonly hiddenAlerts?: number;
  readonly deliveryCount: number;
  /** How often it was investigated, and the alerts that this covered, as `name@service`. */
  readonly investigations: number;
  readonly covered: readonly string[];
  readonly checklist?: { readonly name: string; readonly sha256: string };
  readonly items: readonly ItemState[];
  readonly brief?: PublishedBrief;
  /** Oldest first. Absent in incidents that began before there were runs. */
  readonly runs?: readonly RunNotice[];
  readonly handsOff?: { readonly by: Person; readonly reason: string; readonly at: string };
  readonly timeline: readonly TimelineEntry[];
}
