import type { AlertRule } from '../evidence/observations.ts';
import type { ObservedItem } from '../evidence/read-observations.ts';
import type { RuleWitness } from './finding.ts';
import type { Cited } from './observed.ts';
import { byText } from './order.ts';
import { median } from './robust.ts';

type RuleSeries = AlertRule['series'][number];

/** How many points from the start of an alert on are enough to say that its rule is not violated. */
export const ENOUGH_POINTS = 2;
// Where only violations have points, the newest of them may still be on its way.
const LATE_SECONDS = 60;

/** How a rule stands at the end of the window, by the one of its series that is worst. @param startedAt Unix seconds */
export function witnessOf(
  { item: rule, at: lookedAt, evidence }: Cited<Pick<ObservedItem<AlertRule>, 'item' | 'at'>>,
  startedAt: number,
): RuleWitness {
  const { name, expression, measured, operator, threshold } = rule;
  const known = { evidence, name, expression, measured, operator, threshold };
  if (!rule.selects_series) return { ...known, labels: {}, state: 'measures_nothing' };
  const worst = rule.series
    .map((series) => ({ series, since: violatedSince(series, rule, lookedAt) }))
    .sort(
      (a, b) =>
        (a.since ?? Infinity) - (b.since ?? Infinity) ||
        b.series.violated_at.length - a.series.violated_at.length ||
        byText(JSON.stringify(a.series.labels), JSON.stringify(b.series.labels)),
    )[0];
  if (!worst) {
    // Of a rule without a plain comparison only violations are seen.
    const seen = measured === undefined && (lookedAt ?? startedAt) - startedAt >= ENOUGH_POINTS * rule.step_seconds;
    return { ...known, labels: {}, state: seen ? 'not_violated' : 'no_data' };
  }
  const { series, since } = worst;
  const { labels, points } = series;
  const last = points.at(-1);
  const value = last ? { value: last[1], at: last[0] } : {};
  if (since !== undefined) {
    const trend = trendOf(
      points.filter(([time]) => time >= since).map(([, one]) => one),
      threshold ?? 0,
    );
    return { ...known, labels, ...value, state: 'violated', since, trend };
  }
  const after = points.filter(([time]) => time >= startedAt).length;
  const enough = measured === undefined || after >= ENOUGH_POINTS;
  return { ...known, labels, ...value, state: enough ? 'not_violated' : 'too_few_points' };
}

/** The start of the violation that goes on at the end of the series; undefined where none does. */
function violatedSince(
  { points, violated_at: violated }: RuleSeries,
  { measured, step_seconds: step }: AlertRule,
  lookedAt: number | undefined,
): number | undefined {
  const last = violated.at(-1);
  if (last === undefined) return undefined;
  const end = measured === undefined ? (lookedAt ?? last) : (points.at(-1)?.[0] ?? last);
  if (end - last > (measured === undefined ? Math.max(2 * step, LATE_SECONDS) : step / 2)) return undefined;
  // A missed scrape leaves a gap; it does not end the violation.
  const gap = violated.findLastIndex((time, index) => index > 0 && time - violated[index - 1]! > 3 * step);
  return violated[Math.max(0, gap)];
}

function trendOf(values: readonly number[], threshold: number): RuleWitness['trend'] {
  const third = Math.max(1, Math.floor(values.length / 3));
  const first = median(values.slice(0, third)) ?? 0;
  const last = median(values.slice(-third)) ?? 0;
  const noticeable = 0.1 * Math.max(Math.abs(first), Math.abs(threshold));
  return last - first > noticeable ? 'rising' : first - last > noticeable ? 'falling' : 'steady';
}
