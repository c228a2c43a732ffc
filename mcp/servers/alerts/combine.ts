import { askAll, sourcesOf } from '../../kit/ask-all.ts';
import type { Chosen } from '../../kit/choose-back-ends.ts';
import type { AlertsBackEnd } from './back-end.ts';

/** The alerts of all back ends. */
export function combineAlerts({ members, all }: Chosen<AlertsBackEnd>): AlertsBackEnd {
  return {
    source: sourcesOf(members),
    async active(options, signal) {
      const { answers, warnings } = await askAll(all(), (one) => one.active(options, signal));
      return {
        alerts: answers.flatMap(({ name, answer }) => answer.alerts.map((one) => ({ ...one, back_end: name }))),
        warnings: [...warnings, ...answers.flatMap(({ answer }) => answer.warnings)],
      };
    },
  };
}
