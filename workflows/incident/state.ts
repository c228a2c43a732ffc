import type { AlertNotice, DeliveryNotice, IncidentAlert } from '#core/alerts/alert';
import { Severity, worstSeverity } from '#core/alerts/alert';
import type { IncidentPhase, IncidentState, ItemState, TimelineEntry } from '#core/incidents/incident';
import { ItemOutcome } from '#core/incidents/incident';
import { cut } from '#core/text/cut';
import type { IncidentId } from '#core/ids/workflow-ids';

// The state of an incident, and how messages change it. Pure: the workflow only carries out what these functions decide.

/** Older entries are dropped; the deliveries are still stored. */
const timelineLimit = 200;
/** As many as a delivery may carry. Beyond it, the members that resolved first are dropped. */
const memberLimit = 1000;
/** How long a sender may still retry a delivery that is out of date. */
const lateCopyMilliseconds = 60_000;

export function openIncident(ids: {
  incidentId: IncidentId;
  workflowId: string;
  integration: string;
  environment?: string;
}): IncidentState {
  return {
    ...ids,
    phase: 'settling',
    title: 'Incident without an alert yet',
    severity: Severity.info,
    services: [],
    startedAt: '',
    receivedAt: '',
    alerts: [],
    deliveryCount: 0,
    investigations: 0,
    covered: [],
    items: [],
    timeline: [],
  };
}

/**
 * A late copy must not undo a newer status: the same firing is delivered repeatedly, and its resolution may overtake it. A
 * member that arrives resolved and never fired here belongs to an earlier occurrence: Alertmanager repeats those of a group.
 */
function supersedes(next: AlertNotice, known: IncidentAlert | undefined, receivedAt: string): boolean {
  if (!known) return next.status === 'firing';
  const started = Date.parse(next.startsAt) - Date.parse(known.startsAt);
  if (started !== 0) return started > 0;
  if (next.status === known.status) return false;
  if (next.status === 'resolved') return true;
  // After a gap between Prometheus and Alertmanager, the same firing returns with its old start.
  return Date.parse(receivedAt) - Date.parse(known.resolutionReceivedAt ?? receivedAt) > lateCopyMilliseconds;
}

function describeChange(next: AlertNotice, known: AlertNotice | undefined): string {
  const where = next.service ? ` on ${next.service}` : '';
  if (next.status === 'resolved') return `${next.name}${where} resolved`;
  return known ? `${next.name}${where} fires again` : `${next.name}${where} fires`;
}

function titleOf(alerts: readonly AlertNotice[], services: readonly string[]): string {
  const names = [...new Set(alerts.map(({ name }) => name))];
  const where = services.length > 0 ? services.slice(0, 3).join(', ') : 'unknown service';
  const more = services.length > 3 ? ` and ${services.length - 3} more` : '';
  return `${names.slice(0, 2).join(', ')}${names.length > 2 ? ` and ${names.length - 2} more` : ''} on ${where}${more}`;
}

/** Merges a delivery: members are added and resolve one by one; a repeat only increments the count. */
export function mergeDelivery(state: IncidentState, notice: DeliveryNotice): IncidentState {
  const known = new Map(state.alerts.map((alert) => [alert.fingerprint, alert]));
  const told: TimelineEntry[] = [];
  for (const alert of notice.alerts) {
    const before = known.get(alert.fingerprint);
    if (!supersedes(alert, before, notice.receivedAt)) continue;
    known.set(alert.fingerprint, {
      ...alert,
      deliveryId: notice.deliveryId,
      ...(alert.status === 'resolved' ? { resolutionReceivedAt: notice.receivedAt } : {}),
    });
    told.push({
      at: (alert.status === 'resolved' ? alert.endsAt : alert.startsAt) ?? notice.receivedAt,
      kind: 'alert',
      text: describeChange(alert, before),
    });
  }
  const counted = { ...state, deliveryCount: state.deliveryCount + 1, hiddenAlerts: notice.unprocessedAlerts ?? 0 };
  if (told.length === 0) return counted;

  const alerts = withinLimit([...known.values()]);
  const services = [...new Set(alerts.flatMap(({ service }) => service ?? []))].sort();
  const severity = worstSeverity(alerts);
  const starts = alerts.map(({ startsAt }) => startsAt).sort((a, b) => Date.parse(a) - Date.parse(b));
  const shown =
    told.length <= 5
      ? told
      : [...told.slice(0, 4), { ...told[4]!, text: `${told.length - 4} more alerts of the group changed` }];
  return {
    ...counted,
    alerts,
    services,
    severity,
    title: titleOf(alerts, services),
    startedAt: starts[0] ?? notice.receivedAt,
    receivedAt: state.receivedAt || notice.receivedAt,
    timeline: [...state.timeline, ...shown].slice(-timelineLimit),
  };
}

function withinLimit(alerts: readonly IncidentAlert[]): readonly IncidentAlert[] {
  if (alerts.length <= memberLimit) return alerts;
  const resolved = alerts.filter(({ status }) => status === 'resolved');
  const forgotten = new Set(resolved.slice(0, alerts.length - memberLimit));
  return alerts.filter((alert) => !forgotten.has(alert));
}

/** The stored deliveries that reported the present status of the members: they hold the labels. */
export function deliveriesOf({ alerts }: IncidentState): readonly string[] {
  return [...new Set(alerts.map(({ deliveryId }) => deliveryId))];
}

export function note(state: IncidentState, entry: TimelineEntry): IncidentState {
  return { ...state, timeline: [...state.timeline, entry].slice(-timelineLimit) };
}

export function enterPhase(state: IncidentState, phase: IncidentPhase): IncidentState {
  return { ...state, phase };
}

/** Every member has resolved. */
export function isResolved(state: IncidentState): boolean {
  return state.alerts.length > 0 && state.alerts.every(({ status }) => status === 'resolved');
}

const mostInvestigations = 5;
const coverageOf = ({ name, service }: AlertNotice) => `${name}@${service ?? ''}`;

/** From now on, an investigation covers the firing alerts. */
export function beginInvestigation(state: IncidentState): IncidentState {
  const firing = state.alerts.filter(({ status }) => status === 'firing').map(coverageOf);
  return {
    ...state,
    phase: 'investigating',
    investigations: state.investigations + 1,
    covered: [...new Set([...state.covered, ...firing])],
  };
}

/** The investigation failed, so nothing is covered. */
export function abandonInvestigation(state: IncidentState): IncidentState {
  return { ...state, phase: 'briefed', covered: [] };
}

/** Whether an alert fires that no brief covers, by name and service. At most a few times per incident. */
export function needsInvestigation(state: IncidentState): boolean {
  if (state.investigations === 0) return true;
  if (state.investigations >= mostInvestigations) return false;
  return state.alerts.some((alert) => alert.status === 'firing' && !state.covered.includes(coverageOf(alert)));
}

export function updateItem(state: IncidentState, id: string, change: Partial<ItemState>): IncidentState {
  return { ...state, items: state.items.map((item) => (item.id === id ? { ...item, ...change } : item)) };
}

const marks: Record<ItemState['state'], string> = {
  running: '…',
  [ItemOutcome.answered]: '✓',
  [ItemOutcome.notApplicable]: '–',
  [ItemOutcome.couldNotCheck]: '✗',
};

/** The live board of the Temporal UI: Markdown, rebuilt after each change. */
export function renderBoard(state: IncidentState): string {
  const firing = state.alerts.filter(({ status }) => status === 'firing').length;
  const plain = (text: string) => text.replace(/[\\`*_[\]<>|#]/g, ' ');
  const lines = [
    `**${plain(state.title)}**`,
    '',
    `${state.phase} · ${state.severity} · ${state.environment ?? 'environment not set: reads only'} · ${firing} of ${state.alerts.length} alerts firing · ${state.deliveryCount} deliveries`,
  ];
  if (state.brief) lines.push('', ...state.brief.headline.map((line) => `> ${plain(line)}`));
  if (state.handsOff)
    lines.push('', `**Hands off** by ${plain(state.handsOff.by.name)}: ${plain(state.handsOff.reason)}`);
  for (const run of state.runs ?? []) {
    const how = [run.outcome ?? run.state, run.reason, run.waitingFor && `asks ${run.waitingFor}`].filter(Boolean);
    lines.push('', `Runbook ${plain(run.title)}: ${plain(how.join(' · '))} (${run.runId})`);
  }
  if (state.items.length > 0) {
    lines.push('', '| | question | tool | answer |', '|---|---|---|---|');
    for (const item of state.items) {
      const answer = cut(item.reason ?? item.summary ?? '', 200);
      lines.push(`| ${marks[item.state]} | ${plain(item.title)} | ${item.tool} | ${plain(answer)} |`);
    }
  }
  return lines.join('\n');
}
