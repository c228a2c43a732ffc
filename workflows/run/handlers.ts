import { ApplicationFailure, setHandler } from '@temporalio/workflow';
import { checkAnswers } from '#core/runbooks/form-answers';
import type { CompiledRunbook } from '#core/runbooks/runbook-ir';
import { FailureType } from '#core/ids/failure-type';
import type { Answer } from '#core/runbooks/form-answer';
import type { CancelRun, RunState } from '#core/runs/run';
import { boundState } from './bound-size.ts';
import { answerStep, cancelRun, pauseRun, resumeRun, runQuery, skipStep, stopAutomation } from '../messages.ts';
import { checkBy, checkReasoned } from '../check-person.ts';
import { checkAnswer, checkSkip } from './guards.ts';
import type { RunControl } from './steps/run-control.ts';
import { now } from '../now.ts';

export interface HandledRun {
  readonly run: RunControl;
  readonly read: () => RunState;
  readonly show: (change: Partial<RunState>) => void;
  /** Undefined until it is known. */
  readonly runbook: () => CompiledRunbook | undefined;
}

/** Cancels a run, whoever asks for it: people, the incident, Temporal's own interface. */
export function cancelHandled({ run, read, show }: HandledRun, message: CancelRun): void {
  run.cancel(message);
  const { state, cancelled: before } = read();
  const { reason, by, handsOff = false } = message;
  const cancelled = before ?? { by, reason, handsOff, at: now() };
  show({ state: state === 'paused' ? 'running' : state, paused: undefined, cancelled });
}

/** What people may send to a run. Handlers only take in what their validators have let through. */
export function handleMessages(handled: HandledRun): void {
  const { run, read, show } = handled;
  const recordOf = (path: string) => run.record(path);
  const refuse = (problem: string | undefined) => {
    const { state, outcome } = read();
    const wrong = problem ?? (state === 'ended' ? `the run has ended: ${outcome}` : undefined);
    if (wrong !== undefined) throw ApplicationFailure.nonRetryable(wrong, FailureType.invalidRequest);
  };

  setHandler(runQuery, () => boundState(read()), {
    description: 'Everything known of this run, as its page shows it',
  });
  setHandler(
    answerStep,
    ({ path, answer, by }) => void run.answer(path, { answer: withDefaults(answer, run, path), by }),
    {
      description:
        'Answer a question: {"path", "answer": {"kind": "yes"} or {"kind": "no", "reason"} or {"kind": "form", "values"}, "by"}',
      validator: (message) => refuse(checkAnswer(message, recordOf)),
    },
  );
  setHandler(
    pauseRun,
    ({ by, reason }) => {
      run.pause();
      show({ state: 'paused', paused: { by, reason, at: now() } });
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
    validator: (message) => refuse(checkSkip(message, recordOf, handled.runbook())),
  });
  setHandler(cancelRun, (message) => cancelHandled(handled, message), {
    description: 'Cancel the run; steps marked "always" still run: {"reason", "by"}',
    validator: (message) => refuse(checkReasoned(message)),
  });
  setHandler(
    stopAutomation,
    (message) => {
      if (checkReasoned(message) === undefined && read().state !== 'ended') cancelHandled(handled, message);
    },
    { description: 'Hands off the incident' },
  );
}

/** What the form fills in by itself counts as answered. */
function withDefaults(answer: Answer, run: RunControl, path: string): Answer {
  const form = run.record(path)?.question?.form;
  if (answer.kind !== 'form' || !form) return answer;
  const checked = checkAnswers(form, answer.values);
  return checked.kind === 'ok' ? { kind: 'form', values: checked.values } : answer;
}
