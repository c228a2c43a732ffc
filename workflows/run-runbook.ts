import {
  allHandlersFinished,
  ApplicationFailure,
  CancellationScope,
  condition,
  continueAsNew,
  getExternalWorkflowHandle,
  setCurrentDetails,
  setHandler,
  upsertMemo,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type { CompiledStep } from '#core/language/runbook-ir';
import { FailureType } from '#core/vocabulary/failure-type';
import type { CancelRun, PreparedRun, RunNotice, RunRequest, RunState } from '#core/vocabulary/run';
import { preparingRuns } from './activities.ts';
import {
  answerStep,
  cancelRun,
  pauseRun,
  resumeRun,
  runChanged,
  runQuery,
  skipStep,
  stopAutomation,
} from './messages.ts';
import { lightenProgress } from './lighten-progress.ts';
import { renderRunBoard } from './run-board.ts';
import { checkAnswer, checkBy, checkReasoned, checkSkip } from './run-messages.ts';
import { RunbookId } from './search-attributes.ts';
import { carryOutRun, type RunEnd } from './steps/carry-out-run.ts';
import { RunControl, type RunProgress, Suspended } from './steps/run-control.ts';
import { createTemporalRuntime } from './temporal-runtime.ts';

export interface RunInput {
  readonly request: RunRequest;
  /** Set when the run goes on in a new history. */
  readonly continued?: { readonly prepared: PreparedRun; readonly progress: RunProgress; readonly state: RunState };
}

/** Well below what the server enforces, so that a run stays quick to replay and to read. */
const eventLimit = 5000;
const historyByteLimit = 2 * 1024 * 1024;
/** Where something was always under way until now: a stop is felt, but the server would end the run at 51,200. */
const urgentEventLimit = 20_000;

/** Carries out one runbook, in the version it was when it began. */
export async function runRunbook(input: RunInput): Promise<RunState> {
  const { request, continued } = input;
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

  const runtime = createTemporalRuntime({ runId: request.runId, incidentId: incident?.incidentId });
  const run = new RunControl(runtime, () => show({}), continued?.progress);
  let told = '';
  let telling: Promise<void> = Promise.resolve();

  function show(change: Partial<RunState>): void {
    state = { ...state, ...change, steps: run.records };
    setCurrentDetails(renderRunBoard(state));
    const { historyLength, historySize, continueAsNewSuggested } = workflowInfo();
    if (continueAsNewSuggested || historyLength > eventLimit || historySize > historyByteLimit) run.suspend();
    if (historyLength > urgentEventLimit) run.suspendNow();
    const notice = noticeOf(state);
    // Memo and messages cost history: only what the incident shows of its run is told, and only when it changed.
    const facts = JSON.stringify([notice.state, notice.outcome, notice.waitingFor]);
    if (facts === told) return;
    told = facts;
    upsertMemo({
      title: state.runbook.title,
      runbook: state.runbook.name,
      sha256: state.runbook.sha256,
      state: state.state,
      outcome: state.outcome ?? '',
    });
    if (incident) {
      const handle = getExternalWorkflowHandle(incident.workflowId);
      // In order; an incident that has closed needs not know.
      telling = telling.then(() => handle.signal(runChanged, notice)).catch(() => {});
    }
  }

  setHandlers(run, () => state, show);
  upsertSearchAttributes([{ key: RunbookId, value: request.runbook }]);

  const end = await CancellationScope.nonCancellable(async (): Promise<RunEnd | PreparedRun> => {
    // Who cancels in Temporal's own interface means the run, with its `always` steps.
    void CancellationScope.current().parent!.cancelRequested.catch(() =>
      run.cancel({ reason: 'cancelled in Temporal', by: { name: 'Temporal', channel: 'temporal', verified: false } }),
    );
    show({});
    const prepared = continued?.prepared ?? (await prepare(request));
    if ('outcome' in prepared) return prepared;
    const { runbook, sha256, facts } = prepared;
    show({
      runbook: { name: runbook.name, title: runbook.title, sha256 },
      state: run.isPaused ? 'paused' : 'running',
      deadlineAt: new Date(run.startedAt + runbook.withinSeconds * 1000).toISOString(),
      plan: runbook.steps.map((step) => ({ id: step.id, kind: step.kind, title: plannedTitle(step) })),
    });
    const subject = { facts, inputs: request.inputs, target: request.target };
    try {
      return await carryOutRun(runbook, subject, run, ({ service, environment }) => {
        if (service !== undefined && environment !== undefined) show({ target: { service, environment } });
      });
    } catch (error) {
      if (error instanceof Suspended) return prepared;
      throw error;
    }
  });

  if (!('outcome' in end)) {
    await CancellationScope.nonCancellable(async () => {
      await telling;
      await condition(allHandlersFinished);
    });
    const progress = lightenProgress(run.progress);
    return continueAsNew<typeof runRunbook>({
      request,
      continued: { prepared: end, progress, state: { ...state, steps: [] } },
    });
  }
  show({ ...end, state: 'ended', endedAt: new Date(Date.now()).toISOString(), paused: undefined });
  await CancellationScope.nonCancellable(async () => {
    await telling;
    await condition(allHandlersFinished);
  });
  return state;
}

/** A run that cannot be prepared ends, with the reason where people look for it. */
async function prepare(request: RunRequest): Promise<PreparedRun | RunEnd> {
  try {
    return await preparingRuns.prepareRun.executeWithOptions({ summary: `Pin the runbook "${request.runbook}"` }, [
      request,
    ]);
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return { outcome: 'failed', reason: cause instanceof Error ? cause.message : String(cause) };
  }
}

function plannedTitle({ title, id }: CompiledStep): string {
  if (title.kind === 'literal') return String(title.value);
  if (title.kind !== 'text') return id;
  return title.parts.map((part) => (typeof part === 'string' ? part : `${part.cel}`)).join('');
}

function noticeOf({ runId, runbook, state, outcome, reason, steps }: RunState): RunNotice {
  const waiting = steps.find((step) => step.state === 'waiting' && step.kind === 'ask');
  return {
    ...{ runId, runbook: runbook.name, title: runbook.title, state, outcome, reason },
    waitingFor: waiting && `${waiting.path}: ${waiting.question?.text ?? waiting.title}`.slice(0, 500),
    at: new Date(Date.now()).toISOString(),
  };
}

function setHandlers(run: RunControl, stateOf: () => RunState, show: (change: Partial<RunState>) => void): void {
  const refuse = (problem: string | undefined) => {
    const { state, outcome } = stateOf();
    const wrong = problem ?? (state === 'ended' ? `the run has ended: ${outcome}` : undefined);
    if (wrong !== undefined) throw ApplicationFailure.nonRetryable(wrong, FailureType.invalidRequest);
  };
  const recordOf = (path: string) => run.record(path);
  const cancel = (message: CancelRun) => {
    run.cancel(message);
    const { reason, by, handsOff = false } = message;
    const cancelled = stateOf().cancelled ?? { by, reason, handsOff, at: new Date(Date.now()).toISOString() };
    show({ state: stateOf().state === 'paused' ? 'running' : stateOf().state, paused: undefined, cancelled });
  };

  setHandler(runQuery, stateOf, { description: 'Everything known of this run, as its page shows it' });
  setHandler(answerStep, ({ path, answer, by }) => void run.answer(path, { answer, by }), {
    description:
      'Answer a question: {"path", "answer": {"kind": "yes"} or {"kind": "no", "reason"} or {"kind": "form", "values"}, "by"}',
    validator: (message) => refuse(checkAnswer(message, recordOf)),
  });
  setHandler(
    pauseRun,
    ({ by, reason }) => {
      run.pause();
      show({ state: 'paused', paused: { by, reason, at: new Date(Date.now()).toISOString() } });
    },
    {
      description: 'Start no further step; what runs goes on, and so do deadlines',
      validator: (message) => refuse(checkBy(message) ?? (run.cancelled ? 'the run is being cancelled' : undefined)),
    },
  );
  setHandler(
    resumeRun,
    () => {
      run.resumeRun();
      show({ state: 'running', paused: undefined });
    },
    {
      description: 'Go on after a pause',
      validator: (message) => refuse(checkBy(message) ?? (run.isPaused ? undefined : 'the run is not paused')),
    },
  );
  setHandler(skipStep, ({ path, reason, by }) => run.skip(path, reason, by), {
    description: 'Skip a step that has not ended: {"path", "reason", "by"}',
    validator: (message) => refuse(checkSkip(message, recordOf)),
  });
  setHandler(cancelRun, cancel, {
    description: 'Cancel the run; steps marked "always" still run: {"reason", "by"}',
    validator: (message) => refuse(checkReasoned(message)),
  });
  setHandler(
    stopAutomation,
    (message) => {
      if (checkReasoned(message) === undefined && stateOf().state !== 'ended') cancel(message);
    },
    { description: 'Hands off the incident' },
  );
}
