import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import type { Activities } from '#activities/index';

// One table of timeouts and retries, each with its reason.

/** Reads stored deliveries and files on this machine: quick. A disk may come back, what is damaged does not. */
export const preparing = proxyActivities<Pick<Activities, 'prepareInvestigation'>>({
  startToCloseTimeout: '15s',
  scheduleToCloseTimeout: '10m',
  retry: { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '15s' },
});

/**
 * Reads through a tool. The deadline is the item's own (given per call); within it a worker's death is noticed by the
 * heartbeat after 3 s, and what may pass (a restart, a network fault) is tried three times.
 */
export const reading = proxyActivities<Pick<Activities, 'callTool'>>({
  startToCloseTimeout: '5m',
  heartbeatTimeout: '3s',
  cancellationType: ActivityCancellationType.TRY_CANCEL,
  retry: { initialInterval: '250ms', backoffCoefficient: 2, maximumInterval: '2s', maximumAttempts: 3 },
});

/** Analyses and stores: the incident is worth little without its brief, so it is tried as long as an investigation may take. */
export const publishing = proxyActivities<Pick<Activities, 'publishBrief'>>({
  startToCloseTimeout: '60s',
  scheduleToCloseTimeout: '10m',
  heartbeatTimeout: '5s',
  retry: { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '15s' },
});

/** Reads files and the store: quick, and a run is nothing without it. */
export const preparingRuns = proxyActivities<Pick<Activities, 'prepareRun'>>({
  startToCloseTimeout: '15s',
  scheduleToCloseTimeout: '10m',
  retry: { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '15s' },
});

/**
 * Reads of a step. The deadline is the step's own (given per call); within it reading is tried again as long as it may
 * help, since it harms nothing. A worker's death is noticed by the heartbeat after 3 s.
 */
export const readingSteps = proxyActivities<Pick<Activities, 'pollStep' | 'readStep'>>({
  startToCloseTimeout: '24h',
  heartbeatTimeout: '3s',
  cancellationType: ActivityCancellationType.TRY_CANCEL,
  retry: { initialInterval: '250ms', backoffCoefficient: 2, maximumInterval: '5s' },
});

/** Asks a tool what a write would be done to: a read, tried again while that may help. The deadline is given per call. */
export const proposing = proxyActivities<Pick<Activities, 'proposeAction'>>({
  startToCloseTimeout: '60s',
  heartbeatTimeout: '5s',
  cancellationType: ActivityCancellationType.TRY_CANCEL,
  retry: { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '15s' },
});

/** Telling somebody twice is what its marks prevent; a dead destination is tried within the step's deadline. */
export const notifying = proxyActivities<Pick<Activities, 'sendNotification'>>({
  startToCloseTimeout: '30s',
  heartbeatTimeout: '5s',
  cancellationType: ActivityCancellationType.TRY_CANCEL,
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '30s' },
});
