import type { SignalName } from '../evidence/observations.ts';
import { NOTICEABLE, scaleFloor, scaleOf } from './deviation.ts';
import type { ObservedSeries } from './observed.ts';
import { jitter, median } from './robust.ts';

// 75 minutes at 15 s. The search is quadratic, and what was normal longer ago says less about now.
const SEARCHED_POINTS = 300;
const SHORTEST_REGIME = 2;
const SHORTEST_BASELINE = 3;
const LONGEST_LEAD_SECONDS = 3600;
// A rule is evaluated a little after what it sees: trouble that ended longer before the alert is not what it fired on.
const LEAST_SLACK_SECONDS = 10;

/** A stretch of points around one level: indices, `end` exclusive. */
interface Regime {
  readonly start: number;
  readonly end: number;
  readonly level: number;
}

/** A lasting move of a series away from its normal level. Times in Unix seconds, `to` exclusive. */
export interface Shift {
  readonly onset: number;
  readonly before: { readonly from: number; readonly to: number };
  readonly after: { readonly from: number; readonly to: number };
  /** The series is back at its normal level. */
  readonly recovered: boolean;
}

/**
 * Splits values into regimes such that the sum of absolute distances to each regime's median, plus a penalty per
 * regime, is least (optimal partitioning; the penalty is BIC-like: `2 * scale * ln n`). Single spikes never make one.
 */
function regimes(signal: SignalName, values: readonly number[]): readonly Regime[] {
  const count = values.length;
  if (count === 0) return [];
  const scale = Math.max(jitter(values), scaleFloor(signal, median(values) ?? 0));
  const penalty = 2 * scale * Math.log(count);
  const best = new Float64Array(count + 1).fill(Infinity);
  const cameFrom = new Int32Array(count + 1);
  best[0] = 0;
  const sorted = new Float64Array(count);
  for (let start = 0; start < count; start++) {
    let cost = 0;
    for (let end = start + 1; end <= count; end++) {
      const size = end - start - 1;
      const value = values[end - 1]!;
      // Adding a value adds its distance to the interval of medians: no pass over the regime is needed.
      if (size > 0) cost += distance(value, sorted[(size - 1) >> 1]!, sorted[size >> 1]!);
      insert(sorted, size, value);
      if (size + 1 < SHORTEST_REGIME) continue;
      const total = best[start]! + cost + penalty;
      if (total < best[end]!) {
        best[end] = total;
        cameFrom[end] = start;
      }
    }
  }
  const found: Regime[] = [];
  for (let end = count; end > 0; end = cameFrom[end]!) {
    const start = cameFrom[end]!;
    found.unshift({ start, end, level: median(values.slice(start, end)) ?? 0 });
  }
  return found;
}

/**
 * The shift in one direction that was going on when the alert fired (Unix seconds), or undefined. Works from three
 * normal points and two others on; earlier troubles that are over do not count as normal.
 */
export function findShift(series: ObservedSeries, alertAt: number, direction: 1 | -1): Shift | undefined {
  const points = series.points.slice(-SEARCHED_POINTS);
  const slack = Math.max(LEAST_SLACK_SECONDS, 4 * series.stepSeconds);
  const values = points.map(([, value]) => value * direction);
  const timeOf = (index: number) => points[index]?.[0] ?? (points.at(-1)?.[0] ?? 0) + series.stepSeconds;
  const found = regimes(series.signal, values);
  const normal = found
    .filter((regime) => regime.end - regime.start >= SHORTEST_BASELINE)
    .reduce<Regime | undefined>((low, regime) => (low && low.level <= regime.level ? low : regime), undefined);
  if (!normal) return undefined;
  const scale = scaleOf(series.signal, values.slice(normal.start, normal.end));

  const isShifted = (regime: Regime) => regime.level - normal.level >= NOTICEABLE * scale;
  const at = found.findLastIndex((regime) => timeOf(regime.start) <= alertAt + slack && isShifted(regime));
  if (at < 0) return undefined;
  // A lull amid trouble is no recovery unless most of the shift is gone.
  const bound = normal.level + (found[at]!.level - normal.level) / 4;
  let first = at;
  while (first > 0 && found[first - 1]!.level > bound) first--;
  let last = at;
  while (last < found.length - 1 && found[last + 1]!.level > bound) last++;
  let quiet = first;
  while (quiet > 0 && found[quiet - 1]!.level <= bound) quiet--;

  // Rates over a window climb: the onset is where the climb begins, not where it is steepest.
  const baselineStart = found[quiet]!.start;
  let start = found[first]!.start;
  const level = median(values.slice(baselineStart, start));
  if (level === undefined) return undefined;
  while (start - 1 >= baselineStart + SHORTEST_BASELINE && values[start - 1]! - level >= NOTICEABLE * scale) start--;
  const end = found[last]!.end;
  if (start - baselineStart < SHORTEST_BASELINE || end - start < SHORTEST_REGIME) return undefined;

  const onset = timeOf(start);
  if (onset < alertAt - LONGEST_LEAD_SECONDS || timeOf(end) < alertAt - slack) return undefined;
  return {
    onset,
    before: { from: timeOf(baselineStart), to: onset },
    after: { from: onset, to: timeOf(end) },
    recovered: end < values.length,
  };
}

/** Whether a series reaches from well before the alert (Unix seconds) up to it, so that it could show a shift. */
export function coversAlert(series: ObservedSeries, alertAt: number): boolean {
  const last = series.points.at(-1)?.[0];
  const before = series.points.filter(([time]) => time <= alertAt).length;
  return last !== undefined && last >= alertAt - 2 * series.stepSeconds && before >= SHORTEST_BASELINE;
}

function distance(value: number, low: number, high: number): number {
  return value < low ? low - value : value > high ? value - high : 0;
}

function insert(sorted: Float64Array, size: number, value: number): void {
  let low = 0;
  let high = size;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  sorted.copyWithin(low + 1, low, size);
  sorted[low] = value;
}
