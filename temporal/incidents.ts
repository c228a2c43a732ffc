import type { Client } from '@temporalio/client';
import { LRUCache } from 'lru-cache';
import { Severity } from '#core/alerts/alert';
import { IncidentPhase, type IncidentState } from '#core/incidents/incident';
import { incidentQuery } from '#workflows/incident/messages';
import {
  IncidentEnvironment,
  IncidentPhaseAttribute,
  IncidentService,
  IncidentSeverity,
} from '#workflows/search-attributes';
import { createDeadlines } from './deadlines.ts';
import type { ProcessName } from './failure.ts';
import type { IncidentRow, Incidents } from './ports.ts';
import { describeWorkflow, hasFailed, listWorkflows, stateOf, type WorkflowInfo } from './workflows.ts';
import { type IncidentId, incidentIdOf, integrationOf, parseIncidentId } from '#core/ids/workflow-ids';

export interface IncidentsOptions {
  readonly client: Client;
  readonly processName: ProcessName;
  /** `http://127.0.0.1:8233` */
  readonly uiUrl?: string;
}

const listDeadlineMilliseconds = 5000;

/** How many incidents' runs are known without asking visibility. */
const RUNS_KNOWN = 1000;

interface Memo {
  readonly incidentId?: IncidentId;
  readonly title?: string;
  readonly headline?: string;
  readonly briefDigest?: string;
}

function rowOf(info: WorkflowInfo): IncidentRow {
  const memo = (info.memo ?? {}) as Memo;
  const attributes = info.typedSearchAttributes;
  const phase = attributes.get(IncidentPhaseAttribute) as IncidentPhase | undefined;
  return {
    workflowId: info.workflowId,
    runId: info.runId,
    incidentId: memo.incidentId ?? incidentIdOf(info.workflowId, info.runId),
    title: memo.title || info.workflowId,
    headline: memo.headline || undefined,
    phase: hasFailed(info) ? 'failed' : (phase ?? IncidentPhase.settling),
    severity: attributes.get(IncidentSeverity),
    environment: attributes.get(IncidentEnvironment),
    services: attributes.get(IncidentService) ?? [],
    openedAt: info.startTime.toISOString(),
    closedAt: info.closeTime?.toISOString(),
  };
}

/** What visibility has of an incident whose worker does not answer. */
function stateWithoutWorker(info: WorkflowInfo): IncidentState {
  const row = rowOf(info);
  const memo = (info.memo ?? {}) as Memo;
  return {
    incidentId: row.incidentId,
    workflowId: info.workflowId,
    integration: integrationOf(info.workflowId),
    phase: row.phase === 'failed' ? IncidentPhase.closed : row.phase,
    title: memo.title ?? info.workflowId,
    severity: (row.severity as Severity | undefined) ?? Severity.info,
    environment: row.environment,
    services: row.services,
    startedAt: row.openedAt,
    receivedAt: row.openedAt,
    alerts: [],
    deliveryCount: 0,
    investigations: 0,
    covered: [],
    items: [],
    brief: memo.briefDigest
      ? { digest: memo.briefDigest, path: '', publishedAt: '', headline: memo.headline ? [memo.headline] : [] }
      : undefined,
    timeline: [],
  };
}

/** Incidents as Temporal workflows. */
export function createIncidents({ client, processName, uiUrl }: IncidentsOptions): Incidents {
  const before = createDeadlines(client, processName);
  const runs = new LRUCache<string, string>({ max: RUNS_KNOWN });

  /** Visibility is asked once per incident: pages ask every second, and it would go through all past runs of a group. */
  async function find(id: string): Promise<WorkflowInfo | undefined> {
    const parsed = parseIncidentId(id);
    if (!parsed) return undefined;
    const { incidentId, workflowId } = parsed;
    const runId = runs.get(incidentId);
    const known = runId === undefined ? undefined : await describeWorkflow(client, workflowId, runId);
    if (known && known.status.name !== 'CONTINUED_AS_NEW') return known;
    const accepts = (info: WorkflowInfo) => rowOf(info).incidentId === incidentId;
    const [found] = await listWorkflows(client, `WorkflowId = "${workflowId}"`, { limit: 1, accepts });
    if (found) runs.set(incidentId, found.runId);
    else runs.delete(incidentId);
    return found;
  }

  return {
    async list({ limit }) {
      const found = await before(listDeadlineMilliseconds, () =>
        listWorkflows(client, 'WorkflowType = "incident"', { limit }),
      );
      return found.map(rowOf);
    },

    async get(incidentId) {
      const info = await before(listDeadlineMilliseconds, () => find(incidentId));
      if (!info) return undefined;
      const state = await stateOf(client, before, info, incidentQuery);
      return { state: state ?? stateWithoutWorker(info), answered: state !== undefined, failed: hasFailed(info) };
    },

    temporalUiUrl(workflowId, runId) {
      if (!uiUrl) return undefined;
      const path = `${uiUrl}/namespaces/${client.options.namespace}/workflows/${encodeURIComponent(workflowId)}`;
      return runId ? `${path}/${runId}/history` : path;
    },

    async ping() {
      // Not getSystemInfo: that one knows no namespace and asks for no credentials.
      await before(2000, () => client.workflowService.describeNamespace({ namespace: client.options.namespace }));
    },
  };
}
