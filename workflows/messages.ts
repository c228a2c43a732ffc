import { defineQuery, defineSignal } from '@temporalio/workflow';
import type { DeliveryNotice } from '#core/vocabulary/alert';
import type { IncidentState } from '#core/vocabulary/incident';

/** A delivery of the incident's alert group. */
export const deliver = defineSignal<[DeliveryNotice]>('deliver');

/** The whole state of the incident, as pages and command line show it. */
export const incidentQuery = defineQuery<IncidentState>('incident');
