import type { SignalName } from '../evidence/observations.ts';
import { median, spread } from './robust.ts';

/** From this many deviations on a signal has left its normal range. */
export const NOTICEABLE = 4;

// Series that are constant up to float noise have no spread, and any score over it explodes. What counts as one
// deviation is therefore never less than an amount that somebody on call would care about: absolute, in the signal's
// unit, and relative to its level.
const FLOORS: Readonly<Record<SignalName, { readonly absolute: number; readonly relative: number }>> = {
  requests_per_second: { absolute: 0.1, relative: 0.1 },
  error_ratio: { absolute: 0.0025, relative: 0.1 },
  latency_p50_seconds: { absolute: 0.005, relative: 0.1 },
  latency_p95_seconds: { absolute: 0.005, relative: 0.15 },
  // The tail of a few requests is noise: at 20 a second, five seconds hold one request above it.
  latency_p99_seconds: { absolute: 0.01, relative: 0.3 },
  saturation_ratio: { absolute: 0.04, relative: 0.05 },
  instances_up: { absolute: 0.1, relative: 0.02 },
};

const LARGEST_DEVIATION = 1000;

/** The least that counts as one deviation of a signal at this level, in the signal's unit. */
export function scaleFloor(signal: SignalName, level: number): number {
  const { absolute, relative } = FLOORS[signal];
  return Math.max(absolute, relative * Math.abs(level));
}

/** One deviation of a signal, by its normal values. Few values underestimate their spread, so it is widened. */
export function scaleOf(signal: SignalName, before: readonly number[]): number {
  const widened = spread(before) * (1 + 2 / Math.max(before.length, 1));
  return Math.max(widened, scaleFloor(signal, median(before) ?? 0));
}

/**
 * Robust deviations from normal, signed, at most 1000 either way: the shift of the median over the scale of the values
 * before (BARO's robust scorer with a floor). 0 where either side has no values.
 */
export function deviation(signal: SignalName, before: readonly number[], after: readonly number[]): number {
  const [from, to] = [median(before), median(after)];
  if (from === undefined || to === undefined) return 0;
  const score = (to - from) / scaleOf(signal, before);
  return Math.min(LARGEST_DEVIATION, Math.max(-LARGEST_DEVIATION, score));
}
