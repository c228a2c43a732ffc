import {
  type Client,
  type WorkflowHandle,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { Before } from './deadlines.ts';
import { RequestRefused, WorkerUnanswered } from './errors.ts';

export interface UpdateTarget {
  readonly workflowId: string;
  /** The worker that answers for it. */
  readonly worker: 'investigator' | 'executor';
  /** A whole sentence: what it means that the workflow is not there. */
  readonly gone: string;
}

/**
 * Sends an update to a workflow.
 * @throws RequestRefused, WorkerUnanswered, TemporalUnavailable, TemporalRefused
 */
export type SendUpdate = <Result>(
  target: UpdateTarget,
  deadlineMilliseconds: number,
  send: (handle: WorkflowHandle) => Promise<Result>,
) => Promise<Result>;

export function createUpdates(client: Client, before: Before): SendUpdate {
  return (target, deadlineMilliseconds, send) =>
    before(deadlineMilliseconds, async () => {
      try {
        return await send(client.workflow.getHandle(target.workflowId));
      } catch (error) {
        throw updateFailure(error, target, deadlineMilliseconds);
      }
    });
}

function updateFailure(error: unknown, { worker, gone }: UpdateTarget, deadlineMilliseconds: number): unknown {
  if (error instanceof WorkflowNotFoundError) return new RequestRefused(gone, { cause: error });
  if (error instanceof WorkflowUpdateFailedError && error.cause instanceof ApplicationFailure)
    return new RequestRefused(error.cause.message, { cause: error });
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError)
    return new WorkerUnanswered(
      `The ${worker} did not accept it within ${deadlineMilliseconds / 1000} s: it is not running, or Temporal is slow. ` +
        'It may still arrive: look again before you repeat it.',
      { cause: error },
    );
  return error;
}
