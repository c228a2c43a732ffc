import type { OutgoingMessage } from '#core/runs/notification';

/** A message as programs get it, on one line. A change that breaks one is a new apiVersion. */
export function notificationJson({ key, runId, incidentId, text, link, at }: OutgoingMessage): string {
  return JSON.stringify({ apiVersion: 'holdfast/v1', kind: 'Notification', key, runId, incidentId, text, link, at });
}
