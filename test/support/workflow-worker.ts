import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { inject } from 'vitest';
import type { Activities } from '#activities/index';
import type { AlertNotice, DeliveryNotice } from '#core/alerts/alert';
import type { incident, IncidentInput } from '#workflows/incident/incident';
import { deliver, incidentQuery } from '#workflows/incident/messages';
import './quiet-runtime.ts';

/** A worker with the real bundle of workflows and scripted activities, on a task queue of its own. */
export async function startWorkflowWorker(activities: Activities, options: { maxCachedWorkflows?: number } = {}) {
  const address = inject('temporalAddress');
  const taskQueue = `test-${randomUUID()}`;
  const temporal = await TestWorkflowEnvironment.createFromExistingServer({ address });
  const { client } = temporal;
  const worker = await Worker.create({
    connection: temporal.nativeConnection,
    taskQueue,
    workflowBundle: { codePath: join(import.meta.dirname, '..', '..', 'dist', 'workflow-bundle.js') },
    activities,
    stickyQueueScheduleToStartTimeout: '1s',
    ...options,
  });
  const running = worker.run();

  return {
    client,
    taskQueue,
    /** Opens an incident by its first delivery, as the gateway does. */
    async open(notice: DeliveryNotice, input: Partial<IncidentInput> = {}) {
      const workflowId = `incident/test/${randomUUID().replaceAll('-', '').slice(0, 16)}`;
      const handle = await client.workflow.signalWithStart<typeof incident, [DeliveryNotice]>('incident', {
        workflowId,
        taskQueue,
        signal: deliver,
        signalArgs: [notice],
        // With no cache, a task that arrives while a query evicts the run is lost now and then, and tried again after this.
        workflowTaskTimeout: '2s',
        args: [{ integration: 'test', environment: 'production', settleSeconds: 0.2, quietSeconds: 0.2, ...input }],
      });
      const typed = client.workflow.getHandle<typeof incident>(workflowId, handle.signaledRunId);
      return {
        handle: typed,
        deliver: (next: DeliveryNotice) => typed.signal(deliver, next),
        state: () => typed.query(incidentQuery),
      };
    },
    async stop() {
      worker.shutdown();
      await running;
      await temporal.teardown();
    },
  };
}

let deliveries = 0;

export function delivery(...alerts: Partial<AlertNotice>[]): DeliveryNotice {
  return {
    deliveryId: `dl_${++deliveries}`,
    receivedAt: new Date().toISOString(),
    alerts: alerts.map((alert) => ({
      fingerprint: 'aaaa',
      status: 'firing',
      name: 'HighErrorRate',
      severity: 'critical',
      service: 'checkout',
      startsAt: '2026-11-01T03:02:00.000Z',
      ...alert,
    })),
  };
}
