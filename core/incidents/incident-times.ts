import { ActionState } from '../actions/action.ts';
import type { IncidentState } from './incident.ts';
import type { RunWrite } from '../runs/run-messages.ts';
import { durationWords } from '../time/duration-words.ts';

/** One moment in the life of an incident, for the card that is shown after it has closed. */
export interface IncidentTime {
  readonly what: string;
  /** RFC 3339. */
  readonly at: string;
  /** Since the first delivery; negative for what was before. */
  readonly milliseconds: number;
}

/** From the first delivery to the last member's resolution; undefined where one still fires. */
export function millisecondsToRecovery({ alerts, receivedAt }: IncidentState): number | undefined {
  const resolved = alerts.map(({ resolutionReceivedAt }) => resolutionReceivedAt);
  if (resolved.length === 0 || resolved.includes(undefined)) return undefined;
  const last = Math.max(...resolved.map((at) => Date.parse(at ?? '')));
  return last - Date.parse(receivedAt);
}

/** Alert, delivery, brief, decisions, writes and recovery, as far as they have happened, oldest first. */
export function timesOf(state: IncidentState): readonly IncidentTime[] {
  const { startedAt, receivedAt, brief, runs = [] } = state;
  const recovery = millisecondsToRecovery(state);
  const writes = runs.flatMap(({ writes: all = [] }) => all);
  const found: readonly Omit<IncidentTime, 'milliseconds'>[] = [
    { what: 'alert', at: startedAt },
    { what: 'delivered', at: receivedAt },
    ...(brief ? [{ what: 'brief', at: brief.publishedAt }] : []),
    ...writes.flatMap(({ title, decidedAt, by, writtenAt, endedAt, state: end }) => [
      ...(decidedAt === undefined ? [] : [decisionTime({ title, by, state: end }, decidedAt)]),
      ...(writtenAt === undefined ? [] : [{ what: `written: ${title}`, at: writtenAt }]),
      ...(endedAt === undefined ? [] : [{ what: `${end.replace('_', ' ')}: ${title}`, at: endedAt }]),
    ]),
    ...(recovery === undefined
      ? []
      : [{ what: 'recovery', at: new Date(Date.parse(receivedAt) + recovery).toISOString() }]),
  ];
  return found
    .map((time) => ({ ...time, milliseconds: Date.parse(time.at) - Date.parse(receivedAt) }))
    .toSorted((a, b) => a.milliseconds - b.milliseconds);
}

/** A rejection ends an action, so one in any other state was approved. */
function decisionTime({ title, by, state }: Pick<RunWrite, 'title' | 'by' | 'state'>, at: string) {
  const answer = state === ActionState.rejected ? 'rejected' : 'approved';
  return { what: `${answer}${by ? ` by ${by}` : ''}: ${title}`, at };
}

/** `+1 min 5 s` */
export function sinceDelivery({ milliseconds }: IncidentTime): string {
  return `${milliseconds < 0 ? '-' : '+'}${durationWords(Math.abs(milliseconds))}`;
}
