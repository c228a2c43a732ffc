import type { Client } from '@temporalio/client';
import type { UpdateDefinition } from '@temporalio/common';
import { z } from 'zod';
import { ActionState } from '#core/actions/action';
import type { ActionRecord } from '#core/actions/action-work';
import { type ActionHash, isActionHash } from '#core/ids/action-hash';
import { plainLine, plainText } from '#core/text/plain-text';
import { actionQuery, decideNow, lookAgain, resolveUnknown, undoAction, withdraw } from '#workflows/action/messages';
import { createDeadlines } from './deadlines.ts';
import { WorkerUnanswered } from './errors.ts';
import type { ProcessName } from './failure.ts';
import type { ActionRow, Actions } from './ports.ts';
import { sameIdFor } from './same-id.ts';
import { shownAction } from './shown-action.ts';
import { createUpdates, type UpdateTarget } from './updates.ts';
import { describeWorkflow, hasFailed, listWorkflows, queryWorkflow, type WorkflowInfo } from './workflows.ts';
import { shortHash } from '#core/ids/short-hash';
import { actionOfWorkflow, actionWorkflowId } from '#core/ids/workflow-ids';

export interface ActionsOptions {
  readonly client: Client;
  readonly processName: ProcessName;
}

const listDeadlineMilliseconds = 5000;
/** The executor asks the identity provider for its keys meanwhile. */
const decisionDeadlineMilliseconds = 8000;
const commandDeadlineMilliseconds = 5000;
/** A page does not wait longer for what it can do without. */
const lookDeadlineMilliseconds = 3000;
/** Sent under one id: what has arrived answers the second time. */
const decisionAttempts = 2;
const waitingListed = 100;
const othersListed = 30;
/** Queries at once: each takes a worker. */
const queriesAtOnce = 16;
/** Of all queries of one list: without a worker each would wait for its own deadline. */
const rowsDeadlineMilliseconds = 3000;

const Text = z
  .string()
  .transform((text) => plainLine(text, 300) || undefined)
  .optional()
  .catch(undefined);
/** What visibility has of an action without its worker. */
const Memo = z.object({
  title: Text,
  service: Text,
  environment: Text,
  state: z.enum(ActionState).optional().catch(undefined),
});

function rowOf(info: WorkflowInfo, record?: ActionRecord): ActionRow {
  const memo = Memo.parse(info.memo ?? {});
  // Nothing else is listed.
  const actionHash = actionOfWorkflow(info.workflowId)!;
  return {
    actionHash,
    title: memo.title ?? `Action ${shortHash(actionHash)}`,
    environment: memo.environment,
    service: memo.service,
    state: hasFailed(info) ? ActionState.failed : (record?.state ?? memo.state),
    risk: record?.preview?.risk,
    proposedAt: info.startTime.toISOString(),
    deadlineAt: record?.deadlineAt,
    endedAt: info.closeTime?.toISOString(),
  };
}

function targetOf(actionHash: ActionHash): UpdateTarget {
  const gone = 'This action has ended, or is no longer known: it accepts nothing more.';
  return { workflowId: actionWorkflowId(actionHash), worker: 'executor', gone };
}

/** Actions as Temporal workflows. */
export function createActions({ client, processName }: ActionsOptions): Actions {
  const before = createDeadlines(client, processName);
  const sendUpdate = createUpdates(client, before);

  const find = (query: string, limit: number) =>
    before(listDeadlineMilliseconds, () =>
      listWorkflows(client, query, { limit, accepts: ({ workflowId }) => actionOfWorkflow(workflowId) !== undefined }),
    );
  const query = (info: WorkflowInfo) => queryWorkflow(client, before, info, actionQuery);

  /** With what only a worker knows: risk and deadline. */
  async function queriedRows(found: readonly WorkflowInfo[]): Promise<readonly ActionRow[]> {
    const until = Date.now() + rowsDeadlineMilliseconds;
    const rows: ActionRow[] = [];
    for (let from = 0; from < found.length; from += queriesAtOnce) {
      const isInTime = Date.now() < until;
      const some = found.slice(from, from + queriesAtOnce);
      rows.push(
        ...(await Promise.all(some.map(async (info) => rowOf(info, isInTime ? await query(info) : undefined)))),
      );
    }
    return rows;
  }

  const update = <Result, Message>(
    actionHash: ActionHash,
    definition: UpdateDefinition<Result, [Message]>,
    message: Message,
    updateId: string,
    deadlineMilliseconds = commandDeadlineMilliseconds,
  ): Promise<Result> =>
    sendUpdate(targetOf(actionHash), deadlineMilliseconds, (handle) =>
      handle.executeUpdate(definition, { args: [message], updateId }),
    );

  return {
    async list() {
      const [waiting, others] = await Promise.all([
        find(`WorkflowType = "action" AND ExecutionStatus = "Running" AND AwaitingApproval = true`, waitingListed),
        find(`WorkflowType = "action"`, othersListed),
      ]);
      const isWaiting = new Set(waiting.map(({ workflowId }) => workflowId));
      const rows = [...(await queriedRows(waiting))];
      return {
        // Without a known deadline, last.
        waiting: rows.sort((one, other) => (one.deadlineAt ?? '9').localeCompare(other.deadlineAt ?? '9')),
        others: others.filter(({ workflowId }) => !isWaiting.has(workflowId)).map((info) => rowOf(info)),
      };
    },

    async get(actionHash) {
      if (!isActionHash(actionHash)) return undefined;
      const info = await before(commandDeadlineMilliseconds, () =>
        describeWorkflow(client, actionWorkflowId(actionHash)),
      );
      if (!info) return undefined;
      const failed = hasFailed(info);
      const record = await query(info);
      return record === undefined
        ? { kind: 'unanswered', actionHash, failed }
        : shownAction(actionHash, record, failed);
    },

    async decide(actionHash, decision, updateId) {
      for (let attempt = 1; ; attempt++) {
        try {
          return await update(actionHash, decideNow, decision, updateId, decisionDeadlineMilliseconds);
        } catch (error) {
          if (!(error instanceof WorkerUnanswered) || attempt === decisionAttempts) throw error;
        }
      }
    },

    withdraw: (actionHash, message) => update(actionHash, withdraw, message, sameIdFor('withdraw', message)),
    undo: (actionHash, message) => update(actionHash, undoAction, message, sameIdFor('undo', message)),
    resolveUnknown: (actionHash, message) => update(actionHash, resolveUnknown, message, sameIdFor('outcome', message)),

    async lookAgain(actionHash) {
      const look = await sendUpdate(targetOf(actionHash), lookDeadlineMilliseconds, (handle) =>
        handle.executeUpdate(lookAgain),
      );
      return look.kind === 'as_previewed' ? look : { ...look, reason: plainText(look.reason, 1000) };
    },

    async ping() {
      await before(commandDeadlineMilliseconds, () => client.workflow.count(`WorkflowType = "action"`));
    },
  };
}
