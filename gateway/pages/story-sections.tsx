import type { IncidentState, TimelineEntry } from '#core/incidents/incident';
import { SeverityMark, TIMELINE_KINDS } from './words.tsx';
import { Time } from '#web/pages/page-parts';

/** Of thousands, the latest are shown. */
const ALERTS_SHOWN = 100;
const ENTRIES_SHOWN = 300;

export function TimelineSection({ entries }: { readonly entries: readonly TimelineEntry[] }) {
  const hidden = Math.max(0, entries.length - ENTRIES_SHOWN);
  return (
    <section id="timeline" aria-labelledby="timeline-title">
      <h2 id="timeline-title">Timeline</h2>
      {hidden > 0 && <p class="subtle">{`${hidden} earlier lines are in the Temporal UI.`}</p>}
      <ol class="timeline">
        {entries.slice(hidden).map(({ at, kind, text }) => (
          <li key={`${at} ${text}`} class={`entry-${kind}`}>
            <Time at={at} />
            <span class="entry-kind">{TIMELINE_KINDS[kind]}</span>
            <span class="entry-text">{text}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}

export function AlertsSection({ state }: { readonly state: IncidentState }) {
  const { alerts, deliveryCount, integration, hiddenAlerts = 0 } = state;
  const firing = alerts.filter(({ status }) => status === 'firing').length;
  return (
    <section id="alerts" aria-labelledby="alerts-title">
      <h2 id="alerts-title">Alerts</h2>
      <p class="subtle">
        {`${firing} firing, ${alerts.length - firing} resolved; ${deliveryCount} ${deliveryCount === 1 ? 'delivery' : 'deliveries'} from ${integration}.`}
        {hiddenAlerts > 0 &&
          ` ${hiddenAlerts} more ${hiddenAlerts === 1 ? 'alert' : 'alerts'} of the group ${hiddenAlerts === 1 ? 'was' : 'were'} not delivered.`}
        {alerts.length > ALERTS_SHOWN && ` The first ${ALERTS_SHOWN} are listed.`}
      </p>
      <table class="stack">
        <thead>
          <tr>
            <th scope="col">Alert</th>
            <th scope="col">Service</th>
            <th scope="col">Severity</th>
            <th scope="col">State</th>
            <th scope="col">Since</th>
          </tr>
        </thead>
        <tbody>
          {alerts.slice(0, ALERTS_SHOWN).map((alert) => (
            <tr key={alert.fingerprint}>
              <th scope="row" data-label="Alert">
                {alert.name}
              </th>
              <td data-label="Service">{alert.service ?? 'unknown'}</td>
              <td data-label="Severity">
                <SeverityMark severity={alert.severity} />
              </td>
              <td data-label="State">{alert.status}</td>
              <td data-label="Since">
                <Time at={alert.startsAt} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
