import type { CompiledChecklist } from '../runbooks/checklist-ir.ts';
import type { InvestigationFacts } from '../runbooks/references.ts';
import type { Environment } from '../ids/environment.ts';
import type { EvidenceId } from '../ids/evidence-id.ts';
import type { TimeWindow } from '../evidence/evidence.ts';
import type { IncidentAlert } from '../alerts/alert.ts';
import type { ItemState } from './incident.ts';
import type { IncidentId } from '../ids/workflow-ids.ts';

/** The subject of an investigation, as its incident states it. */
export interface InvestigationRequest {
  readonly incidentId: IncidentId;
  readonly workflowId: string;
  /** The stored deliveries that hold the labels of its alerts, in no particular order. */
  readonly deliveries: readonly string[];
  /** As the incident has merged them. Absent where an earlier version asked, or a person started it by hand. */
  readonly alerts?: readonly IncidentAlert[];
  /** RFC 3339: the gateway's receipt of the incident's first delivery. */
  readonly receivedAt: string;
  /** RFC 3339: the present, taken once, so that every item uses the same windows. */
  readonly now: string;
}

/** What the worker made of the request: pinned for the whole investigation. */
export interface InvestigationPlan {
  readonly checklist: CompiledChecklist;
  readonly checklistSha256: string;
  /** Why this checklist. */
  readonly because: string;
  readonly facts: InvestigationFacts;
  /** RFC 3339: what windows and analysis look around; the start of the alert, but never later than now or days ago. */
  readonly anchor: string;
  readonly environment?: Environment;
  /** The environment that reads are made in, by server; a server without one cannot be asked, for the reason given. */
  readonly servers: Readonly<Record<string, { environment?: Environment } | { reason: string }>>;
  readonly title: string;
}

/** Whether the alert began before the windows of the plan. */
export function beganUnseen({ facts, anchor }: InvestigationPlan): boolean {
  return Date.parse(facts.startedAt) < Date.parse(anchor);
}

export interface ToolCallRequest {
  readonly incidentId: IncidentId;
  readonly server: string;
  readonly tool: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  /** Absent where it is not set and the server does not declare its environments. */
  readonly environment?: Environment;
  readonly withinSeconds: number;
}

/** What history carries of a tool call: never the payload. */
export interface ToolCallAnswer {
  readonly evidence: EvidenceId;
  /** At most 2 KiB. */
  readonly summary: string;
  readonly window?: TimeWindow;
}

export interface BriefRequest {
  readonly request: InvestigationRequest;
  readonly plan: InvestigationPlan;
  readonly items: readonly ItemState[];
}
