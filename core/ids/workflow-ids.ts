import { type ActionHash, isActionHash } from './action-hash.ts';
import type { Branded } from './branded.ts';

// The ids of workflows, and the ids that are derived from them. Temporal never encrypts them, so nothing secret stands in
// one. Each is made and parsed here and nowhere else.

/** One occurrence of an alert group: `incident/<integration>/<group>-<8 digits of its first execution's id>`. */
export type IncidentId = Branded<'IncidentId'>;

/**
 * The workflow of one execution of a runbook: `run/<incident>/<number>` or `run/alone/<uuid>`. Whoever starts one by hand
 * in Temporal may name it otherwise.
 */
export type RunId = Branded<'RunId'>;

const group = 'incident/[a-z0-9-]{1,40}/[0-9a-f]{16}';
const incident = `${group}-[0-9a-f]{8}`;
const uuid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const incidentPattern = new RegExp(`^(${group})-[0-9a-f]{8}$`);
const runPattern = new RegExp(`^run/(?:alone/${uuid}|(${incident})/\\d{1,6})$`);

/** @param groupId the first 16 digits of the SHA-256 of the source's group key */
export function incidentWorkflowId(integration: string, groupId: string): string {
  return `incident/${integration}/${groupId}`;
}

export function integrationOf(incidentWorkflow: string): string {
  return incidentWorkflow.split('/')[1] ?? '';
}

/** @param firstExecution Temporal's id of the first execution: the same after continue-as-new */
export function incidentIdOf(workflowId: string, firstExecution: string): IncidentId {
  return `${workflowId}-${firstExecution.slice(0, 8)}` as IncidentId;
}

/** Undefined for a text that cannot be the id of an incident. */
export function parseIncidentId(
  text: string,
): { readonly incidentId: IncidentId; readonly workflowId: string } | undefined {
  const workflowId = incidentPattern.exec(text)?.[1];
  return workflowId === undefined ? undefined : { incidentId: text as IncidentId, workflowId };
}

/** @param number counts the runs of the incident, from 1 */
export function runIdOf(incidentId: IncidentId, number: number): RunId {
  return `run/${incidentId}/${number}` as RunId;
}

export function loneRunId(id: string): RunId {
  return `run/alone/${id}` as RunId;
}

/** Whatever its workflow is called: people can start one under any id. */
export function runOfWorkflow(workflowId: string): RunId {
  return workflowId as RunId;
}

/** Undefined for a text that Holdfast names no run by; `incidentId` is absent for a run without one. */
export function parseRunId(text: string): { readonly runId: RunId; readonly incidentId?: IncidentId } | undefined {
  const found = runPattern.exec(text);
  return found ? { runId: text as RunId, incidentId: found[1] as IncidentId | undefined } : undefined;
}

export function actionWorkflowId(actionHash: ActionHash): string {
  return `action/${actionHash}`;
}

/** Undefined for the workflow of something else. */
export function actionOfWorkflow(workflowId: string): ActionHash | undefined {
  const [kind, actionHash, ...rest] = workflowId.split('/');
  return kind === 'action' && rest.length === 0 && isActionHash(actionHash) ? actionHash : undefined;
}

export function lockWorkflowId(environment: string, service: string): string {
  return `lock/${environment}/${service}`;
}
