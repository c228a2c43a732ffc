import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import type { ActionActivities } from '#core/actions/action-work';
import type { Activities } from '#activities/index';

// The executor's table of timeouts and retries, each with its reason.

const tryAgain = { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '15s' } as const;

/** Reads the target and the policy: harmless to repeat. Without an answer there is nothing to approve: it ends as failed. */
export const judging = proxyActivities<Pick<ActionActivities, 'judgeAction' | 'previewAction'>>({
  startToCloseTimeout: '60s',
  scheduleToCloseTimeout: '5m',
  cancellationType: ActivityCancellationType.TRY_CANCEL,
  retry: tryAgain,
});

/** The same for people who look at it: they would rather hear that it could not be found out than wait. */
export const looking = proxyActivities<Pick<ActionActivities, 'lookAtAction'>>({
  startToCloseTimeout: '5s',
  scheduleToCloseTimeout: '5s',
  retry: { maximumAttempts: 1 },
});

/** Checks a signature; may have to fetch an issuer's keys. A person waits for the answer. */
export const verifyingDecisions = proxyActivities<Pick<ActionActivities, 'verifyDecision'>>({
  startToCloseTimeout: '30s',
  scheduleToCloseTimeout: '2m',
  retry: tryAgain,
});

/** Asking for the lock twice gives the same lock. A person may wait for it. */
export const locking = proxyActivities<Pick<ActionActivities, 'takeLock'>>({
  startToCloseTimeout: '10s',
  scheduleToCloseTimeout: '60s',
  cancellationType: ActivityCancellationType.TRY_CANCEL,
  retry: tryAgain,
});

/**
 * Writes: once, whatever happens. When it may begin at the latest is given per call. Cancelling asks it to stop and waits
 * for what it says, since it may have written by then.
 */
export const writing = proxyActivities<Pick<ActionActivities, 'executeAction'>>({
  startToCloseTimeout: '60s',
  heartbeatTimeout: '5s',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  retry: { maximumAttempts: 1 },
});

/** Only reads, to find out what became of a write: tried as long as a person may reasonably be kept from looking. */
export const reconciling = proxyActivities<Pick<ActionActivities, 'reconcileAction'>>({
  startToCloseTimeout: '30s',
  scheduleToCloseTimeout: '5m',
  retry: tryAgain,
});

/** Reads until it holds or the time given per call is over. A worker's death is noticed by the heartbeat. */
export const verifying = proxyActivities<Pick<ActionActivities, 'verifyAction'>>({
  startToCloseTimeout: '25h',
  heartbeatTimeout: '5s',
  retry: { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '5s' },
});

/** No write without audit: tried for ever, however long the disk is full. */
export const recording = proxyActivities<Pick<ActionActivities, 'recordAction'>>({
  startToCloseTimeout: '30s',
  retry: { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '30s' },
});

/** On the queue that has the destinations; nothing waits for it but the end of the action. */
export const telling = (taskQueue: string) =>
  proxyActivities<Pick<Activities, 'sendNotification'>>({
    taskQueue,
    startToCloseTimeout: '30s',
    scheduleToCloseTimeout: '2m',
    heartbeatTimeout: '5s',
    retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '30s' },
  });
