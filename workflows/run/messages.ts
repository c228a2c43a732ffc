import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { RunState } from '#core/runs/run';
import type { AnswerStep, CancelRun, PauseRun, ResumeRun, RunNotice, SkipStep } from '#core/runs/run-messages';

// To a run. What its actions send to it is declared in workflows/action/messages.ts.

/** Answers a question of a run. Rejected when the step does not wait for it or the form does not take it. */
export const answerStep = defineUpdate<void, [AnswerStep]>('answer');
export const pauseRun = defineUpdate<void, [PauseRun]>('pause');
export const resumeRun = defineUpdate<void, [ResumeRun]>('resume');
export const skipStep = defineUpdate<void, [SkipStep]>('skip');
export const cancelRun = defineUpdate<void, [CancelRun]>('cancel');

/** From the incident, whose hands are off. */
export const stopAutomation = defineSignal<[CancelRun]>('stopAutomation');

/** The whole state of a run. */
export const runQuery = defineQuery<RunState>('run');

/** From a run to its incident: how it stands. Idempotent: the newest counts. */
export const runChanged = defineSignal<[RunNotice]>('runChanged');
