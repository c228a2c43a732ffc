import {
  type Client,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { ApplicationFailure, type UpdateDefinition } from '@temporalio/common';
import { z } from 'zod';
import { ActionState } from '#core/actions/action';
import { isActionHash } from '#core/ids/action-hash';
import type { ActionRecord } from '#core/actions/action-work';
import { canonicalJson, withoutUndefinedKeys } from '#core/json/canonical-json';
import { plainLine, plainText } from '#core/text/plain-text';
import { WorkerUnanswered } from './errors.ts';
import { createDeadlines } from './deadlines.ts';
import { actionQuery, decideNow, lookAgain, resolveUnknown, undoAction, withdraw } from '#workflows/action/messages';
import { sha256 } from '#records/digest';
import { toldAction } from '#approvals/service/told-action';
import type { ActionRow, Actions } from '#approvals/service/ports';
import { ActionRefused } from '#approvals/service/ports';

type ActionWorkflow = (input: { readonly bytes: string; readonly actionHash: string }) => Promise<unknown>;

const listDeadlineMilliseconds = 5000;
const queryDeadlineMilliseconds = 2500;
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
const asked = 16;
/** Of all queries of one list: without a worker each would wait for its own deadline. */
const rowsDeadlineMilliseconds = 3000;

/** What an action tells of itself to those who cannot ask it. */
const Text = z
  .string()
  .transform((text) => plainLine(text, 300) || undefined)
  .optional()
  .catch(undefined);
const Memo = z.object({
  title: Text,
  service: Text,
  environment: Text,
  state: z.enum(ActionState).optional().catch(undefined),
});

interface Found {
  readonly memo: z.infer<typeof Memo>;
  readonly actionHash: string;
  readonly runId: string;
  readonly status: string;
  readonly startedAt: string;
  readonly endedAt?: string;
}

/** Actions as workflows `action/<hash>`. */
export function createActions(client: Client): Actions {
  const before = createDeadlines(client);
  const handleOf = (actionHash: string, runId?: string) =>
    client.workflow.getHandle<ActionWorkflow>(`action/${actionHash}`, runId);

  async function find(query: string, limit: number): Promise<readonly Found[]> {
    return before(listDeadlineMilliseconds, async () => {
      const found: Found[] = [];
      for await (const info of client.workflow.list({ query, pageSize: limit })) {
        const actionHash = info.workflowId.replace(/^action\//, '');
        if (!isActionHash(actionHash) || info.status.name === 'CONTINUED_AS_NEW') continue;
        found.push({
          memo: Memo.parse(info.memo ?? {}),
          actionHash,
          runId: info.runId,
          status: info.status.name,
          startedAt: info.startTime.toISOString(),
          endedAt: info.closeTime?.toISOString(),
        });
        if (found.length >= limit) break;
      }
      return found;
    });
  }

  async function query(actionHash: string, runId: string): Promise<ActionRecord | undefined> {
    try {
      return await before(queryDeadlineMilliseconds, () => handleOf(actionHash, runId).query(actionQuery));
    } catch {
      // No worker, or one that cannot: what is known without it is shown.
      return undefined;
    }
  }

  function rowOf({ actionHash, memo, status, startedAt, endedAt }: Found, record?: ActionRecord): ActionRow {
    const isBroken = !['RUNNING', 'COMPLETED', 'PAUSED'].includes(status);
    return {
      actionHash,
      title: memo.title ?? `Action ${actionHash.slice(0, 12)}`,
      environment: memo.environment,
      service: memo.service,
      state: isBroken ? 'failed' : (record?.state ?? memo.state),
      risk: record?.preview?.risk,
      proposedAt: startedAt,
      deadlineAt: record?.deadlineAt,
      endedAt,
    };
  }

  /** With what only a worker tells: risk and deadline. */
  async function askedRows(found: readonly Found[]): Promise<readonly ActionRow[]> {
    const until = Date.now() + rowsDeadlineMilliseconds;
    const rows: ActionRow[] = [];
    for (let from = 0; from < found.length; from += asked) {
      const isInTime = Date.now() < until;
      const some = found.slice(from, from + asked);
      rows.push(
        ...(await Promise.all(
          some.map(async (each) => rowOf(each, isInTime ? await query(each.actionHash, each.runId) : undefined)),
        )),
      );
    }
    return rows;
  }

  async function sent<Result>(deadlineMilliseconds: number, send: () => Promise<Result>): Promise<Result> {
    return before(deadlineMilliseconds, async () => {
      try {
        return await send();
      } catch (error) {
        throw updateFailure(error);
      }
    });
  }

  /** @param updateId sent again under it, it counts once */
  const update = <Result, Message>(
    actionHash: string,
    definition: UpdateDefinition<Result, [Message]>,
    message: Message,
    updateId: string,
    deadlineMilliseconds: number,
  ): Promise<Result> =>
    sent(deadlineMilliseconds, () => handleOf(actionHash).executeUpdate(definition, { args: [message], updateId }));

  return {
    async list() {
      const [waiting, others] = await Promise.all([
        find(`WorkflowType = 'action' AND ExecutionStatus = 'Running' AND AwaitingApproval = true`, waitingListed),
        find(`WorkflowType = 'action'`, othersListed),
      ]);
      const isWaiting = new Set(waiting.map(({ actionHash }) => actionHash));
      const rows = [...(await askedRows(waiting))];
      return {
        // Without a deadline that is known, last.
        waiting: rows.sort((one, other) => (one.deadlineAt ?? '9').localeCompare(other.deadlineAt ?? '9')),
        others: others.filter(({ actionHash }) => !isWaiting.has(actionHash)).map((each) => rowOf(each)),
      };
    },

    async get(actionHash) {
      if (!isActionHash(actionHash)) return undefined;
      let description;
      try {
        description = await before(commandDeadlineMilliseconds, () => handleOf(actionHash).describe());
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return undefined;
        throw error;
      }
      const { name } = description.status;
      const failed = name !== 'RUNNING' && name !== 'COMPLETED' && name !== 'PAUSED';
      const record = await query(actionHash, description.runId);
      return record === undefined ? { kind: 'unanswered', actionHash, failed } : toldAction(actionHash, record, failed);
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

    withdraw: (actionHash, message) =>
      update(actionHash, withdraw, message, sameIdFor('withdraw', message), commandDeadlineMilliseconds),
    undo: (actionHash, message) =>
      update(actionHash, undoAction, message, sameIdFor('undo', message), commandDeadlineMilliseconds),

    resolveUnknown: (actionHash, message) =>
      update(actionHash, resolveUnknown, message, sameIdFor('outcome', message), commandDeadlineMilliseconds),

    async lookAgain(actionHash) {
      const look = await sent(lookDeadlineMilliseconds, () => handleOf(actionHash).executeUpdate(lookAgain));
      return look.kind === 'as_previewed' ? look : { ...look, reason: plainText(look.reason, 1000) };
    },

    async ping() {
      await before(commandDeadlineMilliseconds, () => client.workflow.count(`WorkflowType = 'action'`));
    },
  };
}

function updateFailure(error: unknown): unknown {
  if (error instanceof WorkflowNotFoundError)
    return new ActionRefused('This action has ended, or is no longer known: it takes nothing any more.');
  if (error instanceof WorkflowUpdateFailedError && error.cause instanceof ApplicationFailure)
    return new ActionRefused(error.cause.message);
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError)
    return new WorkerUnanswered(
      'Nobody took it in: the executor does not run, or Temporal is slow. It may still arrive: look again before you repeat it.',
      { cause: error },
    );
  return error;
}

function sameIdFor(...values: readonly unknown[]): string {
  return sha256(canonicalJson(withoutUndefinedKeys(values))).slice(0, 32);
}
