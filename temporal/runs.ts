import { randomUUID } from 'node:crypto';
import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import type { UpdateDefinition } from '@temporalio/common';
import { z } from 'zod';
import type { RunState } from '#core/runs/run';
import type { RunRequest, StartRun } from '#core/runs/run-messages';
import { answerStep, cancelRun, pauseRun, resumeRun, runQuery, skipStep } from '#workflows/run/messages';
import { handsOff, startRun } from '#workflows/incident/messages';
import { createDeadlines } from './deadlines.ts';
import { RequestRefused } from './errors.ts';
import type { ProcessName } from './failure.ts';
import type { Incidents, RunRow, Runs } from './ports.ts';
import { sameIdFor, uuidFrom } from './same-id.ts';
import { createUpdates, type UpdateTarget } from './updates.ts';
import { describeWorkflow, hasFailed, listWorkflows, stateOf, type WorkflowInfo } from './workflows.ts';
import { cut } from '#core/text/cut';
import { loneRunId, parseRunId, type RunId, runOfWorkflow } from '#core/ids/workflow-ids';

export interface RunsOptions {
  readonly client: Client;
  readonly processName: ProcessName;
  readonly taskQueue: string;
  readonly incidents: Pick<Incidents, 'get'>;
}

type RunRunbook = (input: { readonly request: RunRequest }) => Promise<RunState>;

const commandDeadlineMilliseconds = 5000;

/** What visibility has of a run without its worker. */
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
  const runbook = memo.runbook ?? 'unknown runbook';
  return {
    runId: runOfWorkflow(info.workflowId),
    runbook,
    title: memo.title || runbook,
    state: rowStateOf(info, memo.state),
    outcome: memo.outcome || undefined,
    target: memo.target || undefined,
    startedAt: info.startTime.toISOString(),
    endedAt: info.closeTime?.toISOString(),
  };
}

function rowStateOf(info: WorkflowInfo, state: RunState['state'] = 'running'): RunRow['state'] {
  if (hasFailed(info)) return 'failed';
  return info.status.name === 'COMPLETED' ? 'ended' : state;
}

/** What visibility has of a run whose worker does not answer. */
function stateWithoutWorker(info: WorkflowInfo): RunState {
  const row = rowOf(info);
  return {
    runId: row.runId,
    runbook: { name: row.runbook, title: row.title, sha256: memoOf(info).sha256 ?? '' },
    incidentId: parseRunId(row.runId)?.incidentId,
    startedBy: { name: 'unknown', channel: 'temporal', verified: false },
    state: row.state === 'failed' ? 'ended' : row.state,
    startedAt: row.startedAt,
    endedAt: row.endedAt,
    steps: [],
    plan: [],
  };
}

/** Runs of runbooks as Temporal workflows; a run's id is its workflow's. */
export function createRuns({ client, processName, taskQueue, incidents }: RunsOptions): Runs {
  const before = createDeadlines(client, processName);
  const sendUpdate = createUpdates(client, before);

  const update = <Result, Message>(
    target: UpdateTarget,
    definition: UpdateDefinition<Result, [Message]>,
    message: Message,
    updateId: string,
  ): Promise<Result> =>
    sendUpdate(target, commandDeadlineMilliseconds, (handle) =>
      handle.executeUpdate(definition, { args: [message], updateId }),
    );

  async function steer<Message>(
    runId: string,
    definition: UpdateDefinition<void, [Message]>,
    message: Message,
    updateId: string,
  ): Promise<void> {
    if (!parseRunId(runId)) throw new RequestRefused(`There is no run "${cut(runId, 200)}".`);
    const gone = 'This run has ended, or is no longer known.';
    await update({ workflowId: runId, worker: 'investigator', gone }, definition, message, updateId);
  }

  /** @throws RequestRefused for an incident that is closed or does not exist */
  async function openIncident(incidentId: string): Promise<UpdateTarget> {
    const known = await incidents.get(incidentId);
    if (!known) throw new RequestRefused(`There is no incident "${cut(incidentId, 200)}".`);
    // Its workflow's id may belong to a later incident of the same alert group already.
    if (known.failed || known.state.phase === 'closed')
      throw new RequestRefused('This incident is closed. A runbook can still be run alone: holdfast runbook run.');
    return {
      workflowId: known.state.workflowId,
      worker: 'investigator',
      gone: 'This incident has closed in the meantime.',
    };
  }

  async function startAlone(request: StartRun, key: string | undefined): Promise<RunId> {
    const runId = loneRunId(key === undefined ? randomUUID() : uuidFrom(sameIdFor(key, request)));
    try {
      await before(commandDeadlineMilliseconds, () =>
        client.workflow.start<RunRunbook>('runRunbook', {
          workflowId: runId,
          taskQueue,
          args: [{ request: { ...request, runId } }],
          workflowIdReusePolicy: 'REJECT_DUPLICATE',
          // How long Temporal waits for a task that a dead worker took.
          workflowTaskTimeout: '5s',
          staticSummary: cut(`${request.runbook}, alone`, 200),
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
      if (!parseRunId(runId)) return undefined;
      const info = await before(commandDeadlineMilliseconds, () => describeWorkflow(client, runId));
      if (!info) return undefined;
      const state = await stateOf(client, before, info, runQuery);
      return { state: state ?? stateWithoutWorker(info), answered: state !== undefined, failed: hasFailed(info) };
    },

    async list({ limit }) {
      const found = await before(commandDeadlineMilliseconds, () =>
        listWorkflows(client, 'WorkflowType = "runRunbook"', { limit }),
      );
      return found.map(rowOf);
    },

    // What can happen only once to a step or a run keeps its id when it is sent again; pausing and resuming may alternate.
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
