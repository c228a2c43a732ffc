import type { IncidentState } from '#core/incidents/incident';
import { sinceDelivery, timesOf } from '#core/incidents/incident-times';
import type { Teller } from './teller.ts';

/** The card of an incident's times. */
export function tellTimes(state: IncidentState, teller: Teller): void {
  teller.say('');
  teller.say(teller.bold(`${state.title}: its times, since the alert was delivered`));
  for (const time of timesOf(state)) teller.say(`  ${sinceDelivery(time).padStart(12)}  ${time.what}`);
  teller.say('');
}
