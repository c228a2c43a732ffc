import { isAcute, isWorrying } from './conditions.ts';
import type { Condition, Measurement, Symptom } from './finding.ts';
import type { SignalName } from '../evidence/observations.ts';
import type { EvidenceId } from '../ids/evidence-id.ts';
import { deviation, NOTICEABLE, scaleFloor, scaleOf } from './deviation.ts';
import { measure, valuesIn } from './measure.ts';
import type { Observed, ObservedSeries } from './observed.ts';
import type { Shift } from './onset.ts';
import { coversAlert, findShift } from './onset.ts';
import { byText } from './order.ts';
import { median } from './robust.ts';

/** What the observations tell of one service. */
export interface Picture {
  readonly service: string;
  readonly series: readonly ObservedSeries[];
  /** The strongest first. */
  readonly symptoms: readonly Symptom[];
  /** The symptoms that hurt: errors, latency, saturation up, instances down. More or fewer requests alone do not. */
  readonly troubles: readonly Symptom[];
  /** What back ends say is wrong with it now. */
  readonly conditions: readonly Condition[];
  /** That its instances are well. */
  readonly soundInstances: readonly EvidenceId[];
  /** Unix seconds, of the earliest trouble. */
  readonly onset?: number;
  /** Errors or latency are known from before the alert up to it. */
  readonly observed: boolean;
  /** The same of errors: only then does a service without trouble look well. */
  readonly errorsObserved: boolean;
  /** Signals at a bad level since the alert. Where they are no symptom they have been bad all along: not healthy. */
  readonly atBadLevel: readonly ObservedSeries[];
}

interface PictureParts {
  readonly observed: Observed;
  /** By service. */
  readonly conditions: ReadonlyMap<string, readonly Condition[]>;
  /** Of each service, the evidence that its instances are well. */
  readonly sound: ReadonlyMap<string, readonly EvidenceId[]>;
  /** Unix seconds. */
  readonly alertAt: number;
}

// Which way a signal hurts; requests may move either way.
const WORSE: Readonly<Record<SignalName, readonly (1 | -1)[]>> = {
  requests_per_second: [1, -1],
  error_ratio: [1],
  latency_p50_seconds: [1],
  latency_p95_seconds: [1],
  latency_p99_seconds: [1],
  saturation_ratio: [1],
  instances_up: [-1],
};

export function isLatency(signal: SignalName): boolean {
  return signal.startsWith('latency_');
}

export function pictureOf(service: string, { observed, conditions, sound, alertAt }: PictureParts): Picture {
  const series = observed.series.filter((candidate) => candidate.service === service);
  const symptoms = series
    .filter((candidate) => !isBreakdown(candidate, series))
    .flatMap((candidate) => symptomOf(candidate, alertAt) ?? [])
    .sort(byStrength);
  const covering = series.filter(
    (candidate) =>
      !candidate.dimension &&
      (candidate.signal === 'error_ratio' || isLatency(candidate.signal)) &&
      coversAlert(candidate, alertAt),
  );
  const troubles = symptoms.filter(({ signal }) => signal !== 'requests_per_second');
  return {
    service,
    series,
    symptoms,
    troubles,
    conditions: conditions.get(service) ?? [],
    soundInstances: sound.get(service) ?? [],
    ...(troubles.length > 0 ? { onset: Math.min(...troubles.map(({ onset }) => onset)) } : {}),
    observed: covering.length > 0,
    errorsObserved: covering.some(({ signal }) => signal === 'error_ratio'),
    atBadLevel: series.filter((candidate) => isAtBadLevel(candidate, alertAt)),
  };
}

/** Its errors were seen before and during the alert, nothing hurts, and no back end says that anything is wrong. */
export function looksWell({ errorsObserved, troubles, atBadLevel, conditions }: Picture): boolean {
  return errorsObserved && troubles.length === 0 && atBadLevel.length === 0 && !conditions.some(isWorrying);
}

/** Whether calls to it may fail because of its instances, whatever its signals show. */
export function hasAcuteCondition({ conditions }: Picture): boolean {
  return conditions.some(isAcute);
}

export function byStrength(a: Symptom, b: Symptom): number {
  return (
    Math.abs(b.deviation) - Math.abs(a.deviation) ||
    a.onset - b.onset ||
    byText(a.service, b.service) ||
    byText(a.signal, b.signal) ||
    byText(a.dimension?.value ?? '', b.dimension?.value ?? '')
  );
}

function symptomOf(series: ObservedSeries, alertAt: number): Symptom | undefined {
  const candidates = WORSE[series.signal].flatMap((direction) => {
    const shift = findShift(series, alertAt, direction);
    const symptom = shift && describe(series, shift);
    return symptom && symptom.deviation * direction >= NOTICEABLE ? [symptom] : [];
  });
  return candidates.sort(byStrength)[0];
}

function describe(series: ObservedSeries, shift: Shift): Symptom | undefined {
  const before = measure(series, 'median', shift.before.from, shift.before.to);
  const after = measure(series, 'median', shift.after.from, shift.after.to);
  if (!before || !after) return undefined;
  const normal = valuesIn(series, shift.before.from, shift.before.to);
  const shifted = valuesIn(series, shift.after.from, shift.after.to);
  const { service, signal, dimension, unit } = series;
  return {
    service,
    signal,
    ...(dimension ? { dimension } : {}),
    unit,
    before,
    after,
    deviation: deviation(signal, normal, shifted),
    onset: shift.onset,
    trend: shift.recovered ? 'recovered' : trendOf(signal, shifted, scaleOf(signal, normal)),
  };
}

function trendOf(signal: SignalName, values: readonly number[], scale: number): Symptom['trend'] {
  const third = Math.max(1, Math.floor(values.length / 3));
  const first = median(values.slice(0, third)) ?? 0;
  const last = median(values.slice(-third)) ?? 0;
  const threshold = Math.max(scale, scaleFloor(signal, first));
  return last - first > threshold ? 'rising' : first - last > threshold ? 'falling' : 'steady';
}

// Versions and instances say who fails, once the whole is known to fail.
function isBreakdown(series: ObservedSeries, all: readonly ObservedSeries[]): boolean {
  const { dimension, signal } = series;
  if (dimension?.name !== 'version' && dimension?.name !== 'instance') return false;
  return all.some((other) => other.signal === signal && !other.dimension);
}

function isAtBadLevel(series: ObservedSeries, alertAt: number): boolean {
  if (series.dimension?.name === 'version' || series.dimension?.name === 'instance') return false;
  const level = median(series.points.filter(([time]) => time >= alertAt - 60).map(([, value]) => value));
  if (level === undefined) return false;
  if (series.signal === 'error_ratio') return level >= 0.05;
  if (series.signal === 'saturation_ratio') return level >= 0.95;
  return series.signal === 'instances_up' && level < 1;
}

/** Both numbers of each symptom, for a finding to carry. */
export function measurementsOf(symptoms: readonly Symptom[]): readonly Measurement[] {
  return symptoms.flatMap(({ before, after }) => [before, after]);
}
