import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { DeliveryNotice } from '#core/alerts/alert';
import type { IncidentState } from '#core/incidents/incident';
import type { RunState } from '#core/runs/run';
import type {
  AnswerStep,
  CancelRun,
  HandsOff,
  PauseRun,
  ResumeRun,
  RunNotice,
  SkipStep,
  StartRun,
} from '#core/runs/run-messages';
import type { RunId } from '#core/ids/workflow-ids';

// Messages can be sent by anybody who reaches Temporal, from its UI too: handlers check what they get and enqueue.

/** A delivery of the incident's alert group. */
export const deliver = defineSignal<[DeliveryNotice]>('deliver');

/** How a run of the incident stands. Idempotent: the newest counts. */
export const runChanged = defineSignal<[RunNotice]>('runChanged');

/** Starts a runbook for the incident; rejected while hands are off. @returns the run's id */
export const startRun = defineUpdate<{ readonly runId: RunId }, [StartRun]>('startRun');

/** Stops automation for this incident, or lets it start again (`off: false`). */
export const handsOff = defineUpdate<void, [HandsOff]>('handsOff');

/** The whole state of the incident, as pages and command line show it. */
export const incidentQuery = defineQuery<IncidentState>('incident');

// To a run.

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
