import { createHash } from 'node:crypto';
import { type Client, isGrpcServiceError, type WorkflowExecutionInfo, WorkflowNotFoundError } from '@temporalio/client';
import type { AlertNotice, Delivery, DeliveryNotice } from '#core/vocabulary/alert';
import { Severity } from '#core/vocabulary/alert';
import { IncidentPhase, type IncidentState } from '#core/vocabulary/incident';
import type { incident } from '#workflows/incident';
import { deliver, incidentQuery } from '#workflows/messages';
import {
  IncidentEnvironment,
  IncidentPhaseAttribute,
  IncidentService,
  IncidentSeverity,
} from '#workflows/search-attributes';
import { type IncidentRow, type Incidents, TemporalUnavailable } from './ports.ts';

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
const queryDeadlineMilliseconds = 2500;
const priorityKeys: Record<Severity, number> = { critical: 1, warning: 3, info: 4 };

export function incidentWorkflowId(integration: string, groupKey: string): string {
  return `incident/${integration}/${createHash('sha256').update(groupKey).digest('hex').slice(0, 16)}`;
}

function noticeOf(delivery: Delivery, deliveryId: string): DeliveryNotice {
  return {
    deliveryId,
    receivedAt: delivery.receivedAt,
    alerts: delivery.alerts.map(({ fingerprint, status, name, severity, service, startsAt, endsAt }): AlertNotice => ({
      ...{ fingerprint, status, name, severity, service, startsAt, endsAt },
    })),
  };
}

/** Anything that Temporal's client throws because the server is away, slow or overloaded. */
async function reachable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) throw error;
    const cause = error instanceof Error && error.cause ? error.cause : error;
    const message = isGrpcServiceError(cause) ? cause.details || cause.message : String(cause);
    throw new TemporalUnavailable(`Temporal does not answer: ${message}`, { cause: error });
  }
}

interface Memo {
  readonly incidentId?: string;
  readonly title?: string;
  readonly headline?: string;
  readonly briefDigest?: string;
}

function rowOf(info: WorkflowExecutionInfo): IncidentRow {
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
    phase: ended ? 'failed' : (phase ?? IncidentPhase.settling),
    severity: attributes.get(IncidentSeverity),
    environment: attributes.get(IncidentEnvironment),
    services: attributes.get(IncidentService) ?? [],
    openedAt: info.startTime.toISOString(),
    closedAt: info.closeTime?.toISOString(),
  };
}

/** What is known of an incident without a worker that could answer for it. */
function stateWithoutWorker(info: WorkflowExecutionInfo): IncidentState {
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
    deliveries: [],
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
  const before = <T>(milliseconds: number, work: () => Promise<T>) =>
    reachable(() => client.withDeadline(Date.now() + milliseconds, work));

  async function find(incidentId: string): Promise<WorkflowExecutionInfo | undefined> {
    const workflowId = incidentId.slice(0, -9);
    if (!/^incident\/[a-z0-9-]{1,40}\/[0-9a-f]{16}-[0-9a-f]{8}$/.test(incidentId)) return undefined;
    for await (const info of client.workflow.list({ query: `WorkflowId = "${workflowId}"` })) {
      if (rowOf(info).incidentId === incidentId && info.status.name !== 'CONTINUED_AS_NEW') return info;
    }
    return undefined;
  }

  return {
    async deliver(delivery, deliveryId) {
      const workflowId = incidentWorkflowId(delivery.integration, delivery.groupKey);
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
      return before(startDeadlineMilliseconds, async () => {
        const rows: IncidentRow[] = [];
        for await (const info of client.workflow.list({ query: 'WorkflowType = "incident"', pageSize: limit })) {
          if (info.status.name === 'CONTINUED_AS_NEW') continue;
          rows.push(rowOf(info));
          if (rows.length >= limit) break;
        }
        return rows;
      });
    },

    async get(incidentId) {
      const info = await before(startDeadlineMilliseconds, () => find(incidentId));
      if (!info) return undefined;
      const handle = client.workflow.getHandle<typeof incident>(info.workflowId, info.runId);
      try {
        // A closed incident's state is its result, which needs no worker.
        const state = await before(queryDeadlineMilliseconds, () =>
          info.status.name === 'COMPLETED' ? handle.result() : handle.query(incidentQuery),
        );
        return { state, answered: true };
      } catch {
        return { state: stateWithoutWorker(info), answered: false };
      }
    },

    temporalUiUrl(workflowId, runId) {
      if (!uiUrl) return undefined;
      const path = `${uiUrl}/namespaces/${client.options.namespace}/workflows/${encodeURIComponent(workflowId)}`;
      return runId ? `${path}/${runId}/history` : path;
    },

    async ping() {
      await before(2000, () => client.workflowService.getSystemInfo({}));
    },
  };
}
