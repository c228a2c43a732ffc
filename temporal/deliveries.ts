import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { type AlertNotice, type Delivery, type DeliveryNotice, Severity } from '#core/alerts/alert';
import type { incident } from '#workflows/incident/incident';
import { deliver } from '#workflows/incident/messages';
import { createDeadlines } from './deadlines.ts';
import type { ProcessName } from './failure.ts';
import type { Deliveries } from './ports.ts';
import { cut } from '#core/text/cut';
import { incidentWorkflowId } from '#core/ids/workflow-ids';

export interface DeliveriesOptions {
  readonly client: Client;
  readonly processName: ProcessName;
  readonly taskQueue: string;
  /** How long a new incident waits for more alerts before it investigates. */
  readonly settleSeconds: number;
  /** How long an incident stays open after its last alert resolved. */
  readonly quietSeconds: number;
}

/** The sender of a hook waits for the answer: rather a 503, after which it sends again, than a long silence. */
const deliverDeadlineMilliseconds = 5000;
const priorityKeys: Record<Severity, number> = { critical: 1, warning: 3, info: 4 };

/** Hands deliveries to the workflows of incidents. */
export function createDeliveries(options: DeliveriesOptions): Deliveries {
  const { client, processName, taskQueue, settleSeconds, quietSeconds } = options;
  const before = createDeadlines(client, processName);

  async function signal(workflowId: string, notice: DeliveryNotice): Promise<'delivered' | 'no_incident'> {
    try {
      await before(deliverDeadlineMilliseconds, () => client.workflow.getHandle(workflowId).signal(deliver, notice));
      return 'delivered';
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return 'no_incident';
      throw error;
    }
  }

  return {
    async deliver(delivery, deliveryId) {
      const workflowId = incidentWorkflowId(delivery.integration, delivery.groupId);
      const notice = noticeOf(delivery, deliveryId);
      const firing = delivery.alerts.filter(({ status }) => status === 'firing');
      const [first] = firing;
      if (!first) return signal(workflowId, notice);
      const severity = firing.some((alert) => alert.severity === 'critical') ? Severity.critical : first.severity;
      await before(deliverDeadlineMilliseconds, () =>
        client.workflow.signalWithStart<typeof incident, [DeliveryNotice]>('incident', {
          workflowId,
          taskQueue,
          signal: deliver,
          signalArgs: [notice],
          args: [
            {
              integration: delivery.integration,
              environment: delivery.environment,
              settleSeconds,
              quietSeconds,
            },
          ],
          workflowIdConflictPolicy: 'USE_EXISTING',
          workflowIdReusePolicy: 'ALLOW_DUPLICATE',
          // How long Temporal waits for a task that a dead worker took; replaying the longest history takes half of it.
          workflowTaskTimeout: '5s',
          priority: { priorityKey: priorityKeys[severity] },
          staticSummary: cut(`${first.name}${first.service ? ` on ${first.service}` : ''}`, 200),
        }),
      );
      return 'delivered';
    },
  };
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
