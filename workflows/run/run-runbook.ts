import {
  allHandlersFinished,
  CancellationScope,
  condition,
  continueAsNew,
  getExternalWorkflowHandle,
  setCurrentDetails,
  upsertMemo,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import { resolveText } from '#core/runbooks/expressions/evaluate';
import type { Scope } from '#core/runbooks/expressions/expression';
import type { CompiledRunbook } from '#core/runbooks/runbook-ir';
import { ActionState } from '#core/actions/action';
import { ActionNotice } from '#core/actions/action-messages';
import {
  type CancelRun,
  type RunNotice,
  type RunRequest,
  type RunWrite,
  GivenRunRequest,
} from '#core/runs/run-messages';
import { runOfWorkflow } from '#core/ids/workflow-ids';
import { shape } from '#core/json/shape';
import type { PreparedRun, RunState, StepRecord } from '#core/runs/run';
import { actionChanged } from '../action/messages.ts';
import { preparingRuns } from '../activities.ts';
import { boundProgress, boundState } from './bound-size.ts';
import { eventLimit, historyByteLimit, urgentEventLimit } from '../history-limits.ts';
import { runChanged } from './messages.ts';
import { now } from '../now.ts';
import { renderRunBoard } from './board.ts';
import { cancelHandled, type HandledRun, handleMessages } from './handlers.ts';
import { readInput, receiveSignal } from '../receive.ts';
import { RunbookId } from '../search-attributes.ts';
import { carryOutRun, type RunEnd } from './steps/carry-out-run.ts';
import { RunControl, type RunProgress } from './steps/run-control.ts';
import { Suspended } from './steps/suspension.ts';
import { completeTarget } from './steps/target.ts';
import { createRunActions } from './actions.ts';
import { createTemporalRuntime } from './temporal-runtime.ts';
import { wordsOfFailure } from '../words-of-failure.ts';
import { cut } from '#core/text/cut';

/** Runs can be started by hand, from the Temporal UI too. */
const StartedRun = shape({ request: GivenRunRequest });

export interface RunInput {
  readonly request: RunRequest;
  /** Set when the run goes on in a new history. */
  readonly continued?: {
    readonly prepared: PreparedRun;
    readonly progress: RunProgress;
    readonly state: RunState;
    /** How its actions stand. */
    readonly notices?: readonly ActionNotice[];
  };
}

/** Carries out one runbook, in the version it was when it began. */
export async function runRunbook(input: RunInput): Promise<RunState> {
  const { continued } = input;
  const request = readRequest(input);
  const { incident } = request;
  let state: RunState = continued?.state ?? {
    runId: request.runId,
    runbook: { name: request.runbook, title: request.runbook, sha256: request.sha256 ?? '' },
    incidentId: incident?.incidentId,
    startedBy: request.by,
    state: 'starting',
    startedAt: new Date(workflowInfo().startTime).toISOString(),
    steps: [],
    plan: [],
  };

  let prepared = continued?.prepared;
  const actions = createRunActions({ request, prepared: () => prepared, notices: continued?.notices ?? [] });
  const runtime = createTemporalRuntime({ runId: request.runId, incidentId: incident?.incidentId }, actions);
  const run = new RunControl(runtime, () => show({}), continued?.progress);
  let reported = '';
  let reporting: Promise<void> = Promise.resolve();

  function show(change: Partial<RunState>): void {
    state = { ...state, ...change, steps: run.records };
    setCurrentDetails(renderRunBoard(state));
    const { historyLength, historySize, continueAsNewSuggested } = workflowInfo();
    if (continueAsNewSuggested || historyLength > eventLimit || historySize > historyByteLimit)
      run.suspension.request();
    if (historyLength > urgentEventLimit) run.suspension.force();
    const notice = noticeOf(state);
    // Memo and messages cost history: only changes of what the incident shows are sent.
    const facts = JSON.stringify([notice.state, notice.outcome, notice.waitingFor, state.target, notice.writes]);
    if (facts === reported) return;
    reported = facts;
    upsertMemo({
      title: state.runbook.title,
      runbook: state.runbook.name,
      sha256: state.runbook.sha256,
      state: state.state,
      outcome: state.outcome ?? '',
      target: state.target ? `${state.target.service} in ${state.target.environment}` : '',
    });
    if (incident) {
      const handle = getExternalWorkflowHandle(incident.workflowId);
      // In order. The incident may already have closed; ignore that.
      reporting = reporting.then(() => handle.signal(runChanged, notice)).catch(() => {});
    }
  }

  const handled: HandledRun = { run, read: () => state, show, runbook: () => prepared?.runbook };
  handleMessages(handled);
  receiveSignal(actionChanged, ActionNotice, {
    description: 'How an action of this run stands',
    handle: (notice) => actions.receive(notice),
  });
  upsertSearchAttributes([{ key: RunbookId, value: request.runbook }]);

  // A cancellation from Temporal's UI cancels the run with its `always` steps: it cuts nothing off here.
  return CancellationScope.nonCancellable(async () => {
    void CancellationScope.current().parent!.cancelRequested.catch(() => cancelHandled(handled, cancelledInTemporal));
    show({});
    const end = await carryOut();
    if (end !== 'suspended') show({ ...end, state: 'ended', endedAt: now(), paused: undefined });
    await reporting;
    await condition(allHandlersFinished);
    if (end !== 'suspended' || !prepared) return boundState(state);
    const progress = boundProgress(run.progress);
    const hashes = new Set(progress.steps.flatMap(({ action }) => action?.hash ?? []));
    return continueAsNew<typeof runRunbook>({
      request,
      continued: { prepared, progress, state: { ...state, steps: [] }, notices: actions.noticesOf(hashes) },
    });
  });

  async function carryOut(): Promise<RunEnd | 'suspended'> {
    try {
      prepared ??= await preparingRuns.prepareRun.executeWithOptions(
        { summary: `Pin the runbook "${request.runbook}"` },
        [request],
      );
    } catch (error) {
      // The run ends with the reason, where people look for it.
      return { outcome: 'failed', reason: wordsOfFailure(error) };
    }
    const { runbook, sha256, facts } = prepared;
    show({
      runbook: { name: runbook.name, title: runbook.title, sha256 },
      state: run.isPaused ? 'paused' : 'running',
      deadlineAt: new Date(run.startedAt + runbook.withinSeconds * 1000).toISOString(),
      plan: planOf(runbook, {}),
    });
    const subject = { facts, inputs: request.inputs, target: request.target };
    try {
      return await carryOutRun(runbook, subject, run, ({ target, base }) =>
        show({ target: completeTarget(target), plan: planOf(runbook, base) }),
      );
    } catch (error) {
      if (error instanceof Suspended) return 'suspended';
      // Rethrown, the error would fail the workflow task forever, unseen.
      return { outcome: 'failed', reason: `an error of Holdfast itself: ${wordsOfFailure(error)}` };
    }
  }
}

const cancelledInTemporal: CancelRun = {
  reason: 'cancelled in Temporal',
  by: { name: 'Temporal', channel: 'temporal', verified: false },
};

function readRequest(input: RunInput): RunRequest {
  const { request } = readInput(StartedRun, input);
  return { ...request, runId: request.runId ?? runOfWorkflow(workflowInfo().workflowId) };
}

/** The steps to come, for display. Values that only later steps provide are left open. */
function planOf({ steps }: CompiledRunbook, names: Scope): RunState['plan'] {
  return steps.map(({ id, kind, title }) => ({ id, kind, title: cut(resolveText(title, names, '…'), 300) }));
}

function noticeOf({ runId, runbook, state, outcome, reason, steps }: RunState): RunNotice {
  const waiting = steps.find((step) => step.state === 'waiting' && (step.kind === 'ask' || step.action));
  return {
    runId,
    runbook: runbook.name,
    title: runbook.title,
    state,
    outcome,
    reason: reason === undefined ? undefined : cut(reason, 1000),
    waitingFor: waiting && cut(`${waiting.path}: ${wantedOf(waiting)}`, 500),
    writes: writesOf(steps),
    at: now(),
  };
}

const mostWrites = 20;

function writesOf(steps: RunState['steps']): RunNotice['writes'] {
  const writes = steps.flatMap(({ action, title, endedAt }): RunWrite[] => {
    if (!action) return [];
    const { hash, state, decided, writtenAt } = action;
    return [{ actionHash: hash, title, state, decidedAt: decided?.at, by: decided?.by, writtenAt, endedAt }];
  });
  return writes.length === 0 ? undefined : writes.slice(-mostWrites);
}

function wantedOf({ question, title, action }: StepRecord): string {
  if (question) return question.text;
  return action?.state === ActionState.awaiting ? `approve "${title}"` : `"${title}" did not help: undo or keep it`;
}
