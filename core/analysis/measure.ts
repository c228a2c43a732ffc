import type { Measurement } from './finding.ts';
import type { ObservedSeries } from './observed.ts';
import { median } from './robust.ts';

/** A statistic of a series from `from` (inclusive) to `to` (exclusive), Unix seconds. Undefined without points there. */
export function measure(
  series: ObservedSeries,
  statistic: Measurement['statistic'],
  from: number,
  to: number,
): Measurement | undefined {
  const value = statisticOf(valuesIn(series, from, to), statistic);
  if (value === undefined) return undefined;
  const { evidence, service, signal, dimension } = series;
  return { evidence, service, signal, ...(dimension ? { dimension } : {}), statistic, from, to, value };
}

export function valuesIn(series: ObservedSeries, from: number, to: number): readonly number[] {
  return series.points.filter(([time]) => time >= from && time < to).map(([, value]) => value);
}

function statisticOf(values: readonly number[], statistic: Measurement['statistic']): number | undefined {
  if (values.length === 0) return undefined;
  switch (statistic) {
    case 'median':
      return median(values);
    case 'maximum':
      return values.reduce((a, b) => Math.max(a, b));
    case 'minimum':
      return values.reduce((a, b) => Math.min(a, b));
    case 'last':
      return values.at(-1);
    default:
      return statistic satisfies never;
  }
}
