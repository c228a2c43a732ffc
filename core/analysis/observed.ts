import type { Evidence } from '../evidence/evidence.ts';
import type { EvidenceId } from '../ids/evidence-id.ts';
import type { Change } from '../evidence/observations.ts';
import { Change as ChangeSchema, Series } from '../evidence/observations.ts';
import { byText } from './order.ts';

export type Point = readonly [time: number, value: number];

/** A series with the evidence that it was read from. Points ascend in time, one per time. */
export interface ObservedSeries extends Pick<Series, 'service' | 'signal' | 'unit' | 'dimension'> {
  readonly evidence: EvidenceId;
  readonly stepSeconds: number;
  readonly points: readonly Point[];
}

export interface ObservedChange {
  readonly change: Change;
  readonly evidence: EvidenceId;
  /** The environment that was asked about. */
  readonly environment: string;
  /** Unix seconds. */
  readonly at: number;
}

export interface Observed {
  /** One series per service, signal and dimension. */
  readonly series: readonly ObservedSeries[];
  readonly changes: readonly ObservedChange[];
  /** Whether any tool answered with a list of changes, be it empty. */
  readonly changesListed: boolean;
}

// No golden signal of a sound source comes near; beyond, sums and squares lose their meaning.
const LARGEST_VALUE = 1e15;
// Fewer points tell no onset, so a coarser series that has more is preferred.
const ENOUGH_POINTS = 6;

/** What a series is of; series with one key stand for the same thing. */
export function seriesKey(series: Pick<Series, 'service' | 'signal' | 'dimension'>): string {
  return JSON.stringify([series.service, series.signal, series.dimension?.name ?? '', series.dimension?.value ?? '']);
}

/** The series in one piece of evidence. What does not fit the schema is left out; windows of one thing are joined. */
export function readSeries(evidence: Evidence): readonly ObservedSeries[] {
  const joined = new Map<string, { series: Series; points: Map<number, number>; step: number }>();
  for (const item of listIn(evidence, 'series') ?? []) {
    const parsed = Series.safeParse(item);
    if (!parsed.success) continue;
    const key = seriesKey(parsed.data);
    const entry = joined.get(key) ?? { series: parsed.data, points: new Map(), step: parsed.data.step_seconds };
    for (const [time, value] of parsed.data.points) {
      if (Math.abs(value) <= LARGEST_VALUE) entry.points.set(time, value);
    }
    joined.set(key, { ...entry, step: Math.min(entry.step, parsed.data.step_seconds) });
  }
  return [...joined.values()].map(({ series, points, step }) => ({
    service: series.service,
    signal: series.signal,
    unit: series.unit,
    ...(series.dimension ? { dimension: series.dimension } : {}),
    evidence: evidence.id,
    stepSeconds: step,
    points: [...points].sort(([a], [b]) => a - b),
  }));
}

/** The changes in one piece of evidence, or undefined where it has no list of them. */
export function readChanges(evidence: Evidence): readonly ObservedChange[] | undefined {
  return listIn(evidence, 'changes')?.flatMap((item) => {
    const parsed = ChangeSchema.safeParse(item);
    if (!parsed.success) return [];
    const at = Date.parse(parsed.data.at) / 1000;
    if (!Number.isFinite(at)) return [];
    return [{ change: parsed.data, evidence: evidence.id, environment: evidence.environment, at }];
  });
}

/** Everything observed, whatever the order of the evidence. Changes planned for after `now` (Unix seconds) are left out. */
export function observe(evidence: readonly Evidence[], now: number): Observed {
  const best = new Map<string, ObservedSeries>();
  const changes = new Map<string, ObservedChange>();
  let changesListed = false;
  for (const item of [...evidence].sort((a, b) => byText(a.id, b.id))) {
    for (const series of readSeries(item)) {
      const known = best.get(seriesKey(series));
      if (!known || tellsMore(series, known)) best.set(seriesKey(series), series);
    }
    const listed = readChanges(item);
    if (listed) changesListed = true;
    for (const change of listed ?? []) {
      const key = JSON.stringify([change.change.service, change.change.id]);
      if (change.at <= now && !changes.has(key)) changes.set(key, change);
    }
  }
  return {
    series: [...best].sort(([a], [b]) => byText(a, b)).map(([, series]) => series),
    changes: [...changes.values()].sort((a, b) => a.at - b.at || byText(a.change.id, b.change.id)),
    changesListed,
  };
}

function tellsMore(series: ObservedSeries, known: ObservedSeries): boolean {
  const [enough, knownEnough] = [series.points.length >= ENOUGH_POINTS, known.points.length >= ENOUGH_POINTS];
  if (enough !== knownEnough) return enough;
  if (enough && series.stepSeconds !== known.stepSeconds) return series.stepSeconds < known.stepSeconds;
  return series.points.length > known.points.length;
}

function listIn(evidence: Evidence, key: 'series' | 'changes'): readonly unknown[] | undefined {
  const data = evidence.payload.data;
  if (typeof data !== 'object' || data === null || !Object.hasOwn(data, key)) return undefined;
  const list: unknown = Reflect.get(data, key);
  return Array.isArray(list) ? list : undefined;
}
