import { setHandler } from '@temporalio/workflow';
import { checkAnswers } from '#core/runbooks/form-answers';
import type { CompiledRunbook } from '#core/runbooks/runbook-ir';
import type { Answer } from '#core/runbooks/form-answer';
import type { RunState } from '#core/runs/run';
import { AnswerStep, CancelRun, PauseRun, ResumeRun, SkipStep } from '#core/runs/run-messages';
import { boundState } from './bound-size.ts';
import { answerStep, cancelRun, pauseRun, resumeRun, runQuery, skipStep, stopAutomation } from './messages.ts';
import { receiveSignal, receiveUpdate } from '../receive.ts';
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

/** Cancels a run on behalf of a person, the incident or Temporal's UI. */
export function cancelHandled({ run, read, show }: HandledRun, message: CancelRun): void {
  run.cancel(message);
  const { state, cancelled: before } = read();
  const { reason, by, handsOff = false } = message;
  const cancelled = before ?? { by, reason, handsOff, at: now() };
  show({ state: state === 'paused' ? 'running' : state, paused: undefined, cancelled });
}

/** The messages that people and the incident send to a run. */
export function handleMessages(handled: HandledRun): void {
  const { run, read, show } = handled;
  const recordOf = (path: string) => run.record(path);
  const ended = () => {
    const { state, outcome } = read();
    return state === 'ended' ? `the run has ended: ${outcome}` : undefined;
  };

  setHandler(runQuery, () => boundState(read()), {
    description: 'The full state of this run, as its page shows it',
  });
  receiveUpdate(answerStep, AnswerStep, {
    description:
      'Answer a question: {"path", "answer": {"kind": "yes"} or {"kind": "no", "reason"} or {"kind": "form", "values"}, "by"}',
    check: (message) => checkAnswer(message, recordOf) ?? ended(),
    handle: ({ path, answer, by }) => void run.answer(path, { answer: withDefaults(answer, run, path), by }),
  });
  receiveUpdate(pauseRun, PauseRun, {
    description: 'Start no further step; what runs goes on, and so do deadlines',
    check: () => (run.cancelled ? 'the run is being cancelled' : ended()),
    handle({ by, reason }) {
      run.pause();
      show({ state: 'paused', paused: { by, reason, at: now() } });
    },
  });
  receiveUpdate(resumeRun, ResumeRun, {
    description: 'Go on after a pause',
    check: () => (run.isPaused ? ended() : 'the run is not paused'),
    handle() {
      run.resumeRun();
      show({ state: 'running', paused: undefined });
    },
  });
  receiveUpdate(skipStep, SkipStep, {
    description: 'Skip a step that has not ended: {"path", "reason", "by"}',
    check: (message) => checkSkip(message, recordOf, handled.runbook()) ?? ended(),
    handle: ({ path, reason, by }) => run.skip(path, reason, by),
  });
  receiveUpdate(cancelRun, CancelRun, {
    description: 'Cancel the run; steps marked "always" still run: {"reason", "by"}',
    check: ended,
    handle: (message) => cancelHandled(handled, message),
  });
  receiveSignal(stopAutomation, CancelRun, {
    description: 'Hands off the incident',
    check: ended,
    handle: (message) => cancelHandled(handled, message),
  });
}

/** Defaults of the form count as answered. */
function withDefaults(answer: Answer, run: RunControl, path: string): Answer {
  const form = run.record(path)?.question?.form;
  if (answer.kind !== 'form' || !form) return answer;
  const checked = checkAnswers(form, answer.values);
  return checked.kind === 'ok' ? { kind: 'form', values: checked.values } : answer;
}
