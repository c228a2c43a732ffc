import type { IncidentState } from '#core/vocabulary/incident';
import { sinceDelivery, timesOf } from '#core/vocabulary/incident-times';
import { Time } from './words.tsx';

/** What came when, of an incident whose alerts are all resolved. */
export function TimesSection({ state }: { readonly state: IncidentState }) {
  if (state.phase !== 'watching' && state.phase !== 'closed') return null;
  return (
    <section id="times" class="panel" aria-labelledby="times-title" data-live>
      <h2 id="times-title">From the alert to the recovery</h2>
      <table class="times">
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col" class="number">
              Since delivery
            </th>
            <th scope="col">At</th>
          </tr>
        </thead>
        <tbody>
          {timesOf(state).map((time) => (
            <tr key={`${time.at} ${time.what}`}>
              <th scope="row">{time.what}</th>
              <td class="number">{sinceDelivery(time)}</td>
              <td>
                <Time at={time.at} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
