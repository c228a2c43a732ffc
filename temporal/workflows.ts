import { type Client, type WorkflowExecutionInfo, WorkflowNotFoundError } from '@temporalio/client';
import type { QueryDefinition } from '@temporalio/common';
import type { Before } from './deadlines.ts';

// What incidents and runs have in common as workflows: how they are found, listed and asked how they stand.

export type WorkflowInfo = Omit<WorkflowExecutionInfo, 'raw'>;

/** A worker that is there answers at once; a page does not wait longer for one that is not. */
const queryDeadlineMilliseconds = 2500;

/** @returns undefined for one that is not there, or has passed out of retention */
export async function describeWorkflow(
  client: Client,
  workflowId: string,
  runId?: string,
): Promise<WorkflowInfo | undefined> {
  try {
    return await client.workflow.getHandle(workflowId, runId).describe();
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}

/** The newest workflows of a type, by visibility; of one that continued as new its last run alone. */
export async function listWorkflows(client: Client, type: string, limit: number): Promise<readonly WorkflowInfo[]> {
  const found: WorkflowInfo[] = [];
  for await (const info of client.workflow.list({ query: `WorkflowType = "${type}"`, pageSize: limit })) {
    if (info.status.name === 'CONTINUED_AS_NEW') continue;
    found.push(info);
    if (found.length >= limit) break;
  }
  return found;
}

/**
 * How a workflow stands, which its query tells and, once it has ended, its result.
 * @returns undefined where no worker answers in time, or the workflow failed
 */
export async function askState<State>(
  client: Client,
  before: Before,
  { workflowId, runId, status }: WorkflowInfo,
  query: QueryDefinition<State, []>,
): Promise<State | undefined> {
  const handle = client.workflow.getHandle<() => Promise<State>>(workflowId, runId);
  try {
    // A result needs no worker.
    return await before(queryDeadlineMilliseconds, () =>
      status.name === 'COMPLETED' ? handle.result() : handle.query(query),
    );
  } catch {
    // Whoever asks goes on with what visibility knows, and says so.
    return undefined;
  }
}
