import { z } from 'zod';
import type { Series, SignalName } from '#core/evidence/observations';

/** Of the points in a window; null where there are none. */
export const Statistics = z.strictObject({
  median: z.number().nullable(),
  minimum: z.number().nullable(),
  maximum: z.number().nullable(),
  points: z.number().int().nonnegative(),
});
export type Statistics = z.infer<typeof Statistics>;

export function statisticsOf(values: readonly number[]): Statistics {
  if (values.length === 0) return { median: null, minimum: null, maximum: null, points: 0 };
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const median = sorted.length % 2 === 0 ? (sorted[middle - 1]! + sorted[middle]!) / 2 : sorted[Math.floor(middle)]!;
  return { median: round(median), minimum: sorted[0]!, maximum: sorted.at(-1)!, points: sorted.length };
}

/** The arithmetic mean to six significant digits, or null of nothing. */
export function meanOf(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  return round(values.reduce((sum, value) => sum + value, 0) / values.length);
}

/** Six significant digits: measured values have no more, and answers get half as long. */
export function round(value: number): number {
  return Number(value.toPrecision(6));
}

export function valuesWithin(series: Series, startSeconds: number, endSeconds: number): number[] {
  return series.points.flatMap(([at, value]) => (at >= startSeconds && at <= endSeconds ? [value] : []));
}

export const unitOf = {
  requests_per_second: 'per_second',
  error_ratio: 'ratio',
  latency_p50_seconds: 'seconds',
  latency_p95_seconds: 'seconds',
  latency_p99_seconds: 'seconds',
  saturation_ratio: 'ratio',
  instances_up: 'count',
} as const satisfies Record<SignalName, Series['unit']>;
