import type { Series } from './observations.ts';

export type Point = readonly [time: number, value: number];

/** One golden signal of one service over all windows of an answer. Points ascend in time, one per time. */
export interface JoinedSeries extends Pick<Series, 'service' | 'signal' | 'unit' | 'dimension'> {
  /** For people: `prometheus http://127.0.0.1:9090`. */
  readonly backEnd: string;
  readonly stepSeconds: number;
  readonly points: readonly Point[];
}

// No golden signal of a sound source comes near; beyond, sums and squares lose their meaning.
const LARGEST_VALUE = 1e15;

/** What a series is of; series with one key stand for the same thing. */
export function seriesKey(series: Pick<Series, 'service' | 'signal' | 'dimension'>): string {
  return JSON.stringify([series.service, series.signal, series.dimension?.name ?? '', series.dimension?.value ?? '']);
}

/** Joins the series of one thing over several windows. @param source the back end of those that do not name theirs */
export function joinSeries(all: readonly Series[], source: string): readonly JoinedSeries[] {
  const joined = new Map<string, { series: Series; points: Map<number, number>; step: number }>();
  for (const series of all) {
    const key = JSON.stringify([seriesKey(series), series.back_end ?? '']);
    const entry = joined.get(key) ?? { series, points: new Map(), step: series.step_seconds };
    for (const [time, value] of series.points) {
      if (Math.abs(value) <= LARGEST_VALUE) entry.points.set(time, value);
    }
    joined.set(key, { ...entry, step: Math.min(entry.step, series.step_seconds) });
  }
  return [...joined.values()].map(({ series, points, step }) => ({
    service: series.service,
    signal: series.signal,
    unit: series.unit,
    ...(series.dimension ? { dimension: series.dimension } : {}),
    backEnd: series.back_end ?? source,
    stepSeconds: step,
    points: [...points].sort(([a], [b]) => a - b),
  }));
}
