import { type Client, WithStartWorkflowOperation, WorkflowNotFoundError } from '@temporalio/client';
import type { ActionDocument } from '#core/actions/action';
import type { TakeLockRequest } from '#core/actions/action-work';
import type { LockGrant, LockState } from '#core/actions/service-lock';
import { lockQuery, requestLock } from '#workflows/lock/messages';
import { incidentQuery } from '#workflows/incident/messages';
import { cut } from '#core/text/cut';
import { lockWorkflowId } from '#core/ids/workflow-ids';

/** Facts from other workflows. If one cannot be determined the method throws, and nothing is written. */
export interface TemporalFacts {
  /** Undefined if no action has ever held the lock. */
  lockOf(environment: string, service: string): Promise<LockState | undefined>;
  requestLock(request: TakeLockRequest): Promise<LockGrant>;
  /** Why an action of an incident is no longer needed; undefined if it is. */
  notNeeded(incident: NonNullable<ActionDocument['incident']>): Promise<string | undefined>;
}

const deadlineMilliseconds = 8_000;

export function createTemporalFacts(client: Client, taskQueue: string): TemporalFacts {
  const before = <T>(work: () => Promise<T>) => client.withDeadline(Date.now() + deadlineMilliseconds, work);
  return {
    async lockOf(environment, service) {
      const handle = client.workflow.getHandle(lockWorkflowId(environment, service));
      try {
        return await before(() => handle.query(lockQuery));
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return undefined;
        throw error;
      }
    },
    async requestLock({ environment, service, ...request }) {
      const startWorkflowOperation = new WithStartWorkflowOperation('serviceLock', {
        workflowId: lockWorkflowId(environment, service),
        taskQueue,
        args: [{ environment, service }],
        workflowIdConflictPolicy: 'USE_EXISTING',
        workflowIdReusePolicy: 'ALLOW_DUPLICATE',
        workflowTaskTimeout: '5s',
        staticSummary: cut(`Writes to ${service} in ${environment}, one at a time`, 200),
      });
      return before(() =>
        client.workflow.executeUpdateWithStart(requestLock, { args: [request], startWorkflowOperation }),
      );
    },
    async notNeeded({ id, workflowId }) {
      const state = await before(() => client.workflow.getHandle(workflowId).query(incidentQuery));
      if (state.incidentId !== id || state.phase === 'closed') return `the incident ${id} is closed`;
      if (state.handsOff)
        return `hands off is set for the incident: ${state.handsOff.by.name}: ${state.handsOff.reason}`;
      const resolved = state.alerts.length > 0 && state.alerts.every(({ status }) => status === 'resolved');
      return resolved ? 'all alerts of the incident have resolved' : undefined;
    },
  };
}
