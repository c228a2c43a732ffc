import { createHash, randomUUID } from 'node:crypto';
import {
  type Client,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { ApplicationFailure, type UpdateDefinition } from '@temporalio/common';
import { z } from 'zod';
import { canonicalJson, withoutUndefinedKeys } from '#core/json/canonical-json';
import type { RunRequest, RunState, StartRun } from '#core/runs/run';
import {
  answerStep,
  cancelRun,
  handsOff,
  pauseRun,
  resumeRun,
  runQuery,
  skipStep,
  startRun,
} from '#workflows/messages';
import type { Incidents, RunRow, Runs } from './ports.ts';
import { RunRefused, WorkerUnanswered } from './errors.ts';
import { createDeadlines } from './deadlines.ts';
import { askState, describeWorkflow, listWorkflows, type WorkflowInfo } from './workflows.ts';

export interface RunsOptions {
  readonly client: Client;
  readonly taskQueue: string;
  readonly incidents: Pick<Incidents, 'get'>;
}

type RunRunbook = (input: { readonly request: RunRequest }) => Promise<RunState>;

const commandDeadlineMilliseconds = 5000;

const runIdPattern =
  /^run\/(alone\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|incident\/[a-z0-9-]{1,40}\/[0-9a-f]{16}-[0-9a-f]{8}\/\d{1,6})$/;

/** What a run tells of itself to those who cannot ask it. */
const Memo = z.object({
  title: z.string().optional().catch(undefined),
  runbook: z.string().optional().catch(undefined),
  sha256: z.string().optional().catch(undefined),
  state: z.enum(['starting', 'running', 'paused', 'ended']).optional().catch(undefined),
  outcome: z.string().optional().catch(undefined),
  target: z.string().optional().catch(undefined),
});

function memoOf(info: WorkflowInfo): z.infer<typeof Memo> {
  return Memo.parse(info.memo ?? {});
}

function rowOf(info: WorkflowInfo): RunRow {
  const memo = memoOf(info);
  const runbook = memo.runbook ?? 'runbook not known';
  return {
    runId: info.workflowId,
    runbook,
    title: memo.title || runbook,
    state: standingOf(info, memo.state),
    outcome: memo.outcome || undefined,
    target: memo.target || undefined,
    startedAt: info.startTime.toISOString(),
    endedAt: info.closeTime?.toISOString(),
  };
}

function standingOf(info: WorkflowInfo, told: RunState['state'] | undefined): RunRow['state'] {
  const { name } = info.status;
  if (name === 'COMPLETED') return 'ended';
  return name === 'RUNNING' || name === 'PAUSED' ? (told ?? 'running') : 'failed';
}

/** What is known of a run without a worker that could answer for it. */
function stateWithoutWorker(info: WorkflowInfo): RunState {
  const row = rowOf(info);
  return {
    runId: row.runId,
    runbook: { name: row.runbook, title: row.title, sha256: memoOf(info).sha256 ?? '' },
    incidentId: incidentIdOf(row.runId),
    startedBy: { name: 'not known without a worker', channel: 'temporal', verified: false },
    state: row.state === 'failed' ? 'ended' : row.state,
    startedAt: row.startedAt,
    endedAt: row.endedAt,
    steps: [],
    plan: [],
  };
}

function incidentIdOf(runId: string): string | undefined {
  return /^run\/(incident\/.+)\/\d+$/.exec(runId)?.[1];
}

/** The same text for the same values: what is sent twice then counts once. */
function sameIdFor(...values: readonly unknown[]): string {
  return createHash('sha256')
    .update(canonicalJson(withoutUndefinedKeys(values)))
    .digest('hex')
    .slice(0, 32);
}

/** As a UUID, version 8 (RFC 9562): made from a digest. */
function uuidFrom(digest: string): string {
  const variant = ((parseInt(digest.slice(16, 17), 16) & 3) | 8).toString(16);
  return [
    digest.slice(0, 8),
    digest.slice(8, 12),
    `8${digest.slice(13, 16)}`,
    `${variant}${digest.slice(17, 20)}`,
    digest.slice(20, 32),
  ].join('-');
}

function updateFailure(error: unknown, gone: string): unknown {
  if (error instanceof WorkflowNotFoundError) return new RunRefused(gone, { cause: error });
  if (error instanceof WorkflowUpdateFailedError && error.cause instanceof ApplicationFailure)
    return new RunRefused(error.cause.message, { cause: error });
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError)
    return new WorkerUnanswered(
      'Nobody took it in within 5 s: no worker runs, or Temporal is slow. It may still arrive: look again before you repeat it.',
      { cause: error },
    );
  return error;
}

/** Runs of runbooks as Temporal workflows; a run's id is its workflow's. */
export function createRuns({ client, taskQueue, incidents }: RunsOptions): Runs {
  const before = createDeadlines(client);

  async function update<Result, Message>(
    target: { readonly workflowId: string; readonly gone: string },
    definition: UpdateDefinition<Result, [Message]>,
    message: Message,
    updateId: string,
  ): Promise<Result> {
    return before(commandDeadlineMilliseconds, async () => {
      try {
        const handle = client.workflow.getHandle(target.workflowId);
        return await handle.executeUpdate(definition, { args: [message], updateId });
      } catch (error) {
        throw updateFailure(error, target.gone);
      }
    });
  }

  async function steer<Message>(
    runId: string,
    definition: UpdateDefinition<void, [Message]>,
    message: Message,
    updateId: string,
  ): Promise<void> {
    if (!runIdPattern.test(runId)) throw new RunRefused(`No run is called "${runId.slice(0, 200)}".`);
    await update(
      { workflowId: runId, gone: 'This run has ended, or is no longer known.' },
      definition,
      message,
      updateId,
    );
  }

  /** @throws RunRefused where nobody would take it */
  async function openIncident(incidentId: string): Promise<{ workflowId: string; gone: string }> {
    const known = await incidents.get(incidentId);
    if (!known) throw new RunRefused(`No incident is called "${incidentId.slice(0, 200)}".`);
    // Its workflow's id may belong to a later incident of the same alert group already.
    if (known.failed || known.state.phase === 'closed')
      throw new RunRefused('This incident is closed. A runbook can still be run alone: holdfast runbook run.');
    return { workflowId: known.state.workflowId, gone: 'This incident has closed meanwhile.' };
  }

  async function startAlone(request: StartRun, key: string | undefined): Promise<string> {
    const runId = `run/alone/${key === undefined ? randomUUID() : uuidFrom(sameIdFor(key, request))}`;
    try {
      await before(commandDeadlineMilliseconds, () =>
        client.workflow.start<RunRunbook>('runRunbook', {
          workflowId: runId,
          taskQueue,
          args: [{ request: { ...request, runId } }],
          workflowIdReusePolicy: 'REJECT_DUPLICATE',
          // How long a task that a dead worker took is waited for.
          workflowTaskTimeout: '5s',
          staticSummary: `${request.runbook}, alone`.slice(0, 200),
          memo: { runId, runbook: request.runbook, title: request.runbook },
        }),
      );
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    }
    return runId;
  }

  return {
    async start(request, incidentId, key) {
      if (incidentId === undefined) return startAlone(request, key);
      const updateId = key === undefined ? randomUUID() : sameIdFor(key, request);
      const { runId } = await update(await openIncident(incidentId), startRun, { ...request, incidentId }, updateId);
      return runId;
    },

    async get(runId) {
      if (!runIdPattern.test(runId)) return undefined;
      const info = await before(commandDeadlineMilliseconds, () => describeWorkflow(client, runId));
      if (!info) return undefined;
      const state = await askState(client, before, info, runQuery);
      const failed = rowOf(info).state === 'failed';
      return { state: state ?? stateWithoutWorker(info), answered: state !== undefined, failed };
    },

    async list({ limit }) {
      const found = await before(commandDeadlineMilliseconds, () => listWorkflows(client, 'runRunbook', limit));
      return found.map(rowOf);
    },

    // What can happen once to a step or a run has the same id when it is sent again; pausing and resuming take turns.
    answer: (runId, message) => steer(runId, answerStep, message, sameIdFor('answer', message)),
    skip: (runId, message) => steer(runId, skipStep, message, sameIdFor('skip', message)),
    cancel: (runId, message) => steer(runId, cancelRun, message, sameIdFor('cancel', message)),
    pause: (runId, message) => steer(runId, pauseRun, message, randomUUID()),
    resume: (runId, message) => steer(runId, resumeRun, message, randomUUID()),

    async handsOff(incidentId, message) {
      await update(await openIncident(incidentId), handsOff, { ...message, incidentId }, randomUUID());
    },
  };
}
