import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import type { Activities } from '#activities/index';

// One table of timeouts and retries, each with its reason.

/** Reads stored deliveries and local files: quick. Retried because a disk may come back; damaged data is not retryable. */
export const preparing = proxyActivities<Pick<Activities, 'prepareInvestigation'>>({
  startToCloseTimeout: '15s',
  scheduleToCloseTimeout: '10m',
  retry: { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '15s' },
});

/**
 * Reads through a tool. The item's deadline is given per call. Within it, the heartbeat detects a lost worker after 3 s, and
 * transient failures (a restart, a network fault) get three attempts.
 */
export const reading = proxyActivities<Pick<Activities, 'callTool'>>({
  startToCloseTimeout: '5m',
  heartbeatTimeout: '3s',
  cancellationType: ActivityCancellationType.TRY_CANCEL,
  retry: { initialInterval: '250ms', backoffCoefficient: 2, maximumInterval: '2s', maximumAttempts: 3 },
});

/** Analyses and stores. An incident is worth little without its brief: retried as long as an investigation may take. */
export const publishing = proxyActivities<Pick<Activities, 'publishBrief'>>({
  startToCloseTimeout: '60s',
  scheduleToCloseTimeout: '10m',
  heartbeatTimeout: '5s',
  retry: { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '15s' },
});

/** Reads files and the store: quick, and no run can start without it. */
export const preparingRuns = proxyActivities<Pick<Activities, 'prepareRun'>>({
  startToCloseTimeout: '15s',
  scheduleToCloseTimeout: '10m',
  retry: { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '15s' },
});

/**
 * Reads for a step. The step's deadline is given per call. Reads are harmless, so within it every retryable failure is
 * retried. The heartbeat detects a lost worker after 3 s.
 */
export const readingSteps = proxyActivities<Pick<Activities, 'pollStep' | 'readStep'>>({
  startToCloseTimeout: '24h',
  heartbeatTimeout: '3s',
  cancellationType: ActivityCancellationType.TRY_CANCEL,
  retry: { initialInterval: '250ms', backoffCoefficient: 2, maximumInterval: '5s' },
});

/** Plans a write, by reading alone, so retries are harmless. The deadline is given per call. */
export const proposing = proxyActivities<Pick<Activities, 'proposeAction'>>({
  startToCloseTimeout: '60s',
  heartbeatTimeout: '5s',
  cancellationType: ActivityCancellationType.TRY_CANCEL,
  retry: { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '15s' },
});

/** Marks prevent a second message. An unreachable destination is retried within the step's deadline. */
export const notifying = proxyActivities<Pick<Activities, 'sendNotification'>>({
  startToCloseTimeout: '30s',
  heartbeatTimeout: '5s',
  cancellationType: ActivityCancellationType.TRY_CANCEL,
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '30s' },
});
