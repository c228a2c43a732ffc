import type { IncidentState } from '#core/incidents/incident';
import { sinceDelivery, timesOf } from '#core/incidents/incident-times';
import { Time } from '#web/pages/page-parts';

/** What came when, of an incident whose alerts are all resolved. */
export function TimesSection({ state }: { readonly state: IncidentState }) {
  if (state.phase !== 'watching' && state.phase !== 'closed') return null;
  return (
    <section id="times" class="panel" aria-labelledby="times-title">
      <h2 id="times-title">From the alert to the recovery</h2>
      <p class="subtle">Since the first delivery.</p>
      <ol class="times">
        {timesOf(state).map((time) => (
          <li key={`${time.at} ${time.what}`}>
            <span class="since">{sinceDelivery(time)}</span>
            <span>{time.what}</span>
            <Time at={time.at} />
          </li>
        ))}
      </ol>
    </section>
  );
}
