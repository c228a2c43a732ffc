import type { Severity } from '../alerts/alert.ts';
import type { Environment } from '../ids/environment.ts';
import type { EvidenceId } from '../ids/evidence-id.ts';
import type { Condition, Finding, RuledOut, RuleWitness, Symptom } from '../analysis/finding.ts';
import type { ItemState, TimelineEntry } from '../incidents/incident.ts';
import type { Change } from '../evidence/observations.ts';
import type { IncidentId } from '../ids/workflow-ids.ts';

/** A numbered source of the brief: `[1]` in its text. */
export interface Citation {
  readonly number: number;
  readonly evidence: EvidenceId;
  readonly tool: string;
  readonly question: string;
}

/** A runbook that fits the incident. Several: none is better founded than the others, and a person chooses. */
export interface RecommendedRunbook {
  readonly name: string;
  readonly title: string;
  /** Of its compiled form as it was then. */
  readonly sha256: string;
  /** Why it fits. */
  readonly because: string;
}

/** What the investigation hands over. JSON of this shape is the record; Markdown and page are rendered from it. */
export interface Brief {
  readonly apiVersion: 'holdfast/v1';
  readonly kind: 'Brief';
  readonly incidentId: IncidentId;
  readonly workflowId: string;
  readonly title: string;
  readonly severity: Severity;
  readonly environment?: Environment;
  readonly services: readonly string[];
  /** RFC 3339. */
  readonly startedAt: string;
  readonly publishedAt: string;
  /** Five lines at most, plain text; the first stands alone on a lock screen. */
  readonly headline: readonly string[];
  readonly verdict: 'cause_found' | 'inconclusive' | 'healthy';
  readonly onset?: string;
  /** How the rules of the alerts stand. Absent in briefs from before they were evaluated. */
  readonly rules?: readonly RuleWitness[];
  readonly symptoms: readonly Symptom[];
  /** What is wrong besides numbers over time. Absent in briefs from before it was looked at. */
  readonly conditions?: readonly Condition[];
  readonly findings: readonly Finding[];
  readonly ruledOut: readonly RuledOut[];
  /** What could not be checked, and what is missing for a better answer. */
  readonly gaps: readonly string[];
  readonly recommendations: readonly string[];
  /** Absent in briefs from before there were runbooks; empty: none fits. */
  readonly runbooks?: readonly RecommendedRunbook[];
  readonly changes: readonly Change[];
  readonly items: readonly ItemState[];
  readonly citations: readonly Citation[];
  readonly timeline: readonly TimelineEntry[];
  readonly links: { readonly page?: string; readonly temporal?: string };
}
