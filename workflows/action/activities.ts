import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import type { ActionActivities } from '#core/actions/action-work';
import type { Activities } from '#activities/index';

// The executor's table of timeouts and retries, each with its reason.

const tryAgain = { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '15s' } as const;

/** Reads the target and the policy, so retries are harmless. Without an answer there is nothing to approve: the action fails. */
export const judging = proxyActivities<Pick<ActionActivities, 'judgeAction' | 'previewAction'>>({
  startToCloseTimeout: '60s',
  scheduleToCloseTimeout: '5m',
  cancellationType: ActivityCancellationType.TRY_CANCEL,
  retry: tryAgain,
});

/** Reads the same while a person is waiting for the page: no answer is better than a late one. */
export const looking = proxyActivities<Pick<ActionActivities, 'lookAtAction'>>({
  startToCloseTimeout: '5s',
  scheduleToCloseTimeout: '5s',
  retry: { maximumAttempts: 1 },
});

/** Checks a signature, and may have to fetch the issuer's keys. A person waits for the answer. */
export const verifyingDecisions = proxyActivities<Pick<ActionActivities, 'verifyDecision'>>({
  startToCloseTimeout: '30s',
  scheduleToCloseTimeout: '2m',
  retry: tryAgain,
});

/** Idempotent: asking again returns the same grant. A person may be waiting. */
export const locking = proxyActivities<Pick<ActionActivities, 'takeLock'>>({
  startToCloseTimeout: '10s',
  scheduleToCloseTimeout: '60s',
  cancellationType: ActivityCancellationType.TRY_CANCEL,
  retry: tryAgain,
});

/**
 * Writes, with one attempt. The latest start is given per call. A cancellation waits for the activity's answer, because the
 * write may already have happened.
 */
export const writing = proxyActivities<Pick<ActionActivities, 'executeAction'>>({
  startToCloseTimeout: '60s',
  heartbeatTimeout: '5s',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  retry: { maximumAttempts: 1 },
});

/** Reads what became of a lost write. Retried for as long as a person can reasonably be kept waiting. */
export const reconciling = proxyActivities<Pick<ActionActivities, 'reconcileAction'>>({
  startToCloseTimeout: '30s',
  scheduleToCloseTimeout: '5m',
  retry: tryAgain,
});

/** Reads until the success check holds or its time, given per call, is over. The heartbeat detects a lost worker. */
export const verifying = proxyActivities<Pick<ActionActivities, 'verifyAction'>>({
  startToCloseTimeout: '25h',
  heartbeatTimeout: '5s',
  retry: { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '5s' },
});

/** No write without audit: retried forever, even while the disk is full. */
export const recording = proxyActivities<Pick<ActionActivities, 'recordAction'>>({
  startToCloseTimeout: '30s',
  retry: { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '30s' },
});

/** On the task queue that has the destinations. Only the end of the action waits for it. */
export const notifyingThrough = (taskQueue: string) =>
  proxyActivities<Pick<Activities, 'sendNotification'>>({
    taskQueue,
    startToCloseTimeout: '30s',
    scheduleToCloseTimeout: '2m',
    heartbeatTimeout: '5s',
    retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '30s' },
  });
