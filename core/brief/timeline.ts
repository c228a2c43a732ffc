import type { Alert } from '../alerts/alert.ts';
import { conditionWords } from '../analysis/words.ts';
import type { Diagnosis } from '../analysis/finding.ts';
import type { Change } from '../evidence/observations.ts';
import type { TimelineEntry } from '../incidents/incident.ts';
import { plain } from './words.ts';

/** The story as the evidence shows it, in the order of time. */
export function composeTimeline({
  alerts,
  changes,
  diagnosis,
  publishedAt,
}: {
  readonly alerts: readonly Alert[];
  readonly changes: readonly Change[];
  readonly diagnosis: Diagnosis;
  readonly publishedAt: string;
}): readonly TimelineEntry[] {
  const entries: TimelineEntry[] = [
    ...alerts.flatMap((alert): TimelineEntry[] => {
      const where = alert.service ? ` on ${alert.service}` : '';
      const fired: TimelineEntry = { at: alert.startsAt, kind: 'alert', text: plain(`${alert.name}${where} fires`) };
      return alert.endsAt
        ? [fired, { at: alert.endsAt, kind: 'alert', text: plain(`${alert.name}${where} resolved`) }]
        : [fired];
    }),
    ...changes.map((change): TimelineEntry => {
      const version = change.version ? ` ${change.version}` : '';
      const summary = change.summary ? `: ${change.summary}` : '';
      return {
        at: change.at,
        kind: 'change',
        text: plain(`${change.kind} of ${change.service}${version}${summary}`, 160),
      };
    }),
    { at: publishedAt, kind: 'brief', text: 'Brief published' },
  ];
  for (const condition of diagnosis.conditions) {
    if (condition.since === undefined) continue;
    const text = plain(`${condition.service}: ${conditionWords(condition)}`, 160);
    entries.push({ at: new Date(condition.since * 1000).toISOString(), kind: 'investigation', text });
  }
  if (diagnosis.onset !== undefined) {
    entries.push({
      at: new Date(diagnosis.onset * 1000).toISOString(),
      kind: 'investigation',
      text: diagnosis.symptoms.length > 0 ? 'Signals leave their normal range' : 'The rule of the alert is violated',
    });
  }
  return entries.sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}
