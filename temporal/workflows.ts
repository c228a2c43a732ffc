import { type Client, type WorkflowExecutionInfo, WorkflowNotFoundError } from '@temporalio/client';
import type { QueryDefinition } from '@temporalio/common';
import type { Before } from './deadlines.ts';

// What incidents, runs and actions have in common as workflows: how they are found, listed and asked for their state.

export type WorkflowInfo = Omit<WorkflowExecutionInfo, 'raw'>;

/** A running worker answers at once; a page does not wait longer for one that is not there. */
const queryDeadlineMilliseconds = 2500;
const leastPageSize = 100;

/** @returns undefined for a workflow that does not exist, or has passed out of retention */
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

/**
 * The newest workflows that visibility finds; of one that continued as new its last run alone.
 * @param query of Temporal's visibility
 */
export async function listWorkflows(
  client: Client,
  query: string,
  { limit, accepts = () => true }: { readonly limit: number; readonly accepts?: (info: WorkflowInfo) => boolean },
): Promise<readonly WorkflowInfo[]> {
  const found: WorkflowInfo[] = [];
  for await (const info of client.workflow.list({ query, pageSize: Math.max(limit, leastPageSize) })) {
    if (info.status.name === 'CONTINUED_AS_NEW' || !accepts(info)) continue;
    found.push(info);
    if (found.length >= limit) break;
  }
  return found;
}

/** Whether the workflow itself failed, timed out, or was cancelled or terminated. */
export function hasFailed({ status: { name } }: Pick<WorkflowInfo, 'status'>): boolean {
  return !['RUNNING', 'PAUSED', 'COMPLETED', 'CONTINUED_AS_NEW'].includes(name);
}

/** Asks a workflow, also one that has ended. @returns undefined where no worker answers in time */
export async function queryWorkflow<State>(
  client: Client,
  before: Before,
  { workflowId, runId }: Pick<WorkflowInfo, 'workflowId' | 'runId'>,
  query: QueryDefinition<State, []>,
): Promise<State | undefined> {
  const handle = client.workflow.getHandle(workflowId, runId);
  return answerOf(() => before(queryDeadlineMilliseconds, () => handle.query(query)));
}

/**
 * The state of a workflow that returns its last state: by its query, once it has ended from its result, which needs no worker.
 * @returns undefined where no worker answers in time, or the workflow failed
 */
export async function stateOf<State>(
  client: Client,
  before: Before,
  info: Pick<WorkflowInfo, 'workflowId' | 'runId' | 'status'>,
  query: QueryDefinition<State, []>,
): Promise<State | undefined> {
  if (info.status.name !== 'COMPLETED') return queryWorkflow(client, before, info, query);
  const handle = client.workflow.getHandle<() => Promise<State>>(info.workflowId, info.runId);
  return answerOf(() => before(queryDeadlineMilliseconds, () => handle.result()));
}

async function answerOf<State>(ask: () => Promise<State>): Promise<State | undefined> {
  try {
    return await ask();
  } catch {
    // The caller goes on with what visibility has, and says so.
    return undefined;
  }
}
