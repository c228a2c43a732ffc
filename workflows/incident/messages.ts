import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { DeliveryNotice } from '#core/alerts/alert';
import type { RunId } from '#core/ids/workflow-ids';
import type { IncidentState } from '#core/incidents/incident';
import type { HandsOff, StartRun } from '#core/runs/run-messages';

// To an incident. What its runs send to it is declared in workflows/run/messages.ts.

/** A delivery of the incident's alert group. */
export const deliver = defineSignal<[DeliveryNotice]>('deliver');

/** Starts a runbook for the incident; rejected while hands are off. @returns the run's id */
export const startRun = defineUpdate<{ readonly runId: RunId }, [StartRun]>('startRun');

/** Stops automation for this incident, or lets it start again (`off: false`). */
export const handsOff = defineUpdate<void, [HandsOff]>('handsOff');

/** The whole state of the incident, as pages and command line show it. */
export const incidentQuery = defineQuery<IncidentState>('incident');
