import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { LRUCache } from 'lru-cache';
import type { AlertNotice, Delivery, DeliveryNotice } from '#core/alerts/alert';
import { Severity } from '#core/alerts/alert';
import { IncidentPhase, type IncidentState } from '#core/incidents/incident';
import type { incident } from '#workflows/incident/incident';
import { deliver, incidentQuery } from '#workflows/messages';
import {
  IncidentEnvironment,
  IncidentPhaseAttribute,
  IncidentService,
  IncidentSeverity,
} from '#workflows/search-attributes';
import type { IncidentRow, Incidents } from './ports.ts';
import { createDeadlines } from './deadlines.ts';
import { askState, describeWorkflow, listWorkflows, type WorkflowInfo } from './workflows.ts';

export interface IncidentsOptions {
  readonly client: Client;
  readonly taskQueue: string;
  readonly settleSeconds: number;
  readonly quietSeconds: number;
  /** `http://127.0.0.1:8233` */
  readonly uiUrl?: string;
}

/** Alertmanager's sender waits for us: rather a 503, which it repeats, than a long silence. */
const startDeadlineMilliseconds = 5000;
const priorityKeys: Record<Severity, number> = { critical: 1, warning: 3, info: 4 };

/** How many incidents' runs are known without asking visibility. */
const RUNS_KNOWN = 1000;

/** @param groupId see {@link Delivery} */
export function incidentWorkflowId(integration: string, groupId: string): string {
  return `incident/${integration}/${groupId}`;
}

function noticeOf(delivery: Delivery, deliveryId: string): DeliveryNotice {
  return {
    deliveryId,
    receivedAt: delivery.receivedAt,
    unprocessedAlerts: delivery.unprocessedAlerts,
    alerts: delivery.alerts.map(({ fingerprint, status, name, severity, service, startsAt, endsAt }): AlertNotice => ({
      fingerprint,
      status,
      name,
      severity,
      service,
      startsAt,
      endsAt,
    })),
  };
}

/** An incident's id is that of its workflow, a hyphen and eight digits of its first run's. */
function workflowIdOf(incidentId: string): string {
  return incidentId.slice(0, -9);
}

interface Memo {
  readonly incidentId?: string;
  readonly title?: string;
  readonly headline?: string;
  readonly briefDigest?: string;
}

function rowOf(info: WorkflowInfo): IncidentRow {
  const memo = (info.memo ?? {}) as Memo;
  const attributes = info.typedSearchAttributes;
  const phase = attributes.get(IncidentPhaseAttribute) as IncidentPhase | undefined;
  const ended =
    info.status.name !== 'RUNNING' && info.status.name !== 'COMPLETED' && info.status.name !== 'CONTINUED_AS_NEW';
  return {
    workflowId: info.workflowId,
    runId: info.runId,
    incidentId: memo.incidentId ?? `${info.workflowId}-${info.runId.slice(0, 8)}`,
    title: memo.title || info.workflowId,
    headline: memo.headline || undefined,
    phase: ended ? 'failed' : (phase ?? IncidentPhase.settling),
    severity: attributes.get(IncidentSeverity),
    environment: attributes.get(IncidentEnvironment),
    services: attributes.get(IncidentService) ?? [],
    openedAt: info.startTime.toISOString(),
    closedAt: info.closeTime?.toISOString(),
  };
}

/** What is known of an incident without a worker that could answer for it. */
function stateWithoutWorker(info: WorkflowInfo): IncidentState {
  const row = rowOf(info);
  const memo = (info.memo ?? {}) as Memo;
  return {
    incidentId: row.incidentId,
    workflowId: info.workflowId,
    integration: info.workflowId.split('/')[1] ?? '',
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
export function createIncidents(options: IncidentsOptions): Incidents {
  const { client, taskQueue, uiUrl } = options;
  const before = createDeadlines(client);
  const runs = new LRUCache<string, string>({ max: RUNS_KNOWN });

  /** Visibility is asked once per incident: pages ask every second, and it would go through all past runs of a group. */
  async function find(incidentId: string): Promise<WorkflowInfo | undefined> {
    const runId = runs.get(incidentId);
    const known = runId === undefined ? undefined : await describeWorkflow(client, workflowIdOf(incidentId), runId);
    if (known && known.status.name !== 'CONTINUED_AS_NEW') return known;
    const found = await findInVisibility(incidentId);
    if (found) runs.set(incidentId, found.runId);
    else runs.delete(incidentId);
    return found;
  }

  async function findInVisibility(incidentId: string): Promise<WorkflowInfo | undefined> {
    const workflowId = workflowIdOf(incidentId);
    if (!/^incident\/[a-z0-9-]{1,40}\/[0-9a-f]{16}-[0-9a-f]{8}$/.test(incidentId)) return undefined;
    for await (const info of client.workflow.list({ query: `WorkflowId = "${workflowId}"` })) {
      if (rowOf(info).incidentId === incidentId && info.status.name !== 'CONTINUED_AS_NEW') return info;
    }
    return undefined;
  }

  return {
    async deliver(delivery, deliveryId) {
      const workflowId = incidentWorkflowId(delivery.integration, delivery.groupId);
      const notice = noticeOf(delivery, deliveryId);
      const firing = delivery.alerts.filter(({ status }) => status === 'firing');
      const [first] = firing;
      try {
        if (!first) {
          await before(startDeadlineMilliseconds, () => client.workflow.getHandle(workflowId).signal(deliver, notice));
          return 'delivered';
        }
        const severity = firing.some((alert) => alert.severity === 'critical') ? Severity.critical : first.severity;
        await before(startDeadlineMilliseconds, () =>
          client.workflow.signalWithStart<typeof incident, [DeliveryNotice]>('incident', {
            workflowId,
            taskQueue,
            signal: deliver,
            signalArgs: [notice],
            args: [
              {
                integration: delivery.integration,
                environment: delivery.environment,
                settleSeconds: options.settleSeconds,
                quietSeconds: options.quietSeconds,
              },
            ],
            workflowIdConflictPolicy: 'USE_EXISTING',
            workflowIdReusePolicy: 'ALLOW_DUPLICATE',
            // How long a task that a dead worker took is waited for; replaying the longest history takes half of it.
            workflowTaskTimeout: '5s',
            priority: { priorityKey: priorityKeys[severity] },
            staticSummary: `${first.name}${first.service ? ` on ${first.service}` : ''}`.slice(0, 200),
          }),
        );
        return 'delivered';
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return 'no_incident';
        throw error;
      }
    },

    async list({ limit }) {
      const found = await before(startDeadlineMilliseconds, () => listWorkflows(client, 'incident', limit));
      return found.map(rowOf);
    },

    async get(incidentId) {
      const info = await before(startDeadlineMilliseconds, () => find(incidentId));
      if (!info) return undefined;
      const failed = rowOf(info).phase === 'failed';
      const state = await askState(client, before, info, incidentQuery);
      return { state: state ?? stateWithoutWorker(info), answered: state !== undefined, failed };
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
