import type { Symptom } from '../analysis/finding.ts';
import type { SignalName } from '../evidence/observations.ts';
import { plainLine } from '../text/plain-text.ts';

// How numbers and times are said to a person at three in the morning: short, with their unit, never with false precision.

/** `03:02` of an RFC 3339 time or of unix seconds; UTC. */
export function clock(time: string | number): string {
  const date = new Date(typeof time === 'number' ? time * 1000 : time);
  return Number.isNaN(date.getTime()) ? '?' : date.toISOString().slice(11, 16);
}

/** `2026-11-01 03:02` of an RFC 3339 time; UTC. */
export function dated(time: string): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? '?' : date.toISOString().slice(0, 16).replace('T', ' ');
}

/** `03:02`, with its day where another `03:02` has come since; UTC. */
export function since(time: string, now: string): string {
  return Date.parse(now) - Date.parse(time) < 24 * 3600 * 1000 ? clock(time) : dated(time);
}

/** One line of plain text from text that may be hostile. */
export function plain(text: string, limit = 80): string {
  return plainLine(text, limit);
}

function threeDigits(value: number): string {
  if (value === 0) return '0';
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  // Only behind the point: the zeros of 100 count.
  return value
    .toFixed(digits)
    .replace(/(\.\d*?)0+$/, '$1')
    .replace(/\.$/, '');
}

/** `14%`, `0.2%`, `80 ms`, `1.2 s`, `20/s`, `3`; a `number` has no known unit. */
export function quantity(value: number, unit: Symptom['unit'] | 'number'): string {
  switch (unit) {
    case 'number':
      return String(Number(value.toPrecision(3)));
    case 'ratio': {
      const percent = value * 100;
      return percent > 0 && percent < 0.1
        ? '<0.1%'
        : `${percent >= 10 ? percent.toFixed(0) : threeDigits(Number(percent.toFixed(1)))}%`;
    }
    case 'seconds':
      return value < 1 ? `${Math.round(value * 1000)} ms` : `${threeDigits(value)} s`;
    case 'per_second':
      return `${threeDigits(value)}/s`;
    case 'count':
      return threeDigits(value);
    default: {
      const never: never = unit;
      return never;
    }
  }
}

const signalWords: Record<SignalName, string> = {
  requests_per_second: 'requests',
  error_ratio: 'errors',
  latency_p50_seconds: 'median latency',
  latency_p95_seconds: 'p95 latency',
  latency_p99_seconds: 'p99 latency',
  saturation_ratio: 'saturation',
  instances_up: 'instances up',
};

export function signalWord(signal: SignalName, dimension?: { readonly value: string }): string {
  if (signal === 'saturation_ratio' && dimension) return `${plain(dimension.value, 30)} in use`;
  return signalWords[signal];
}

/** `14% errors (normal 0.2%)` */
export function symptomWords({ signal, dimension, unit, before, after }: Symptom): string {
  const now = quantity(after.value, unit);
  const normal = quantity(before.value, unit);
  const word = signalWord(signal, dimension);
  const version = dimension?.name === 'version' ? ` of version ${plain(dimension.value, 30)}` : '';
  return signal === 'latency_p50_seconds' || signal === 'latency_p95_seconds' || signal === 'latency_p99_seconds'
    ? `${word} ${now} (normal ${normal})${version}`
    : `${now} ${word} (normal ${normal})${version}`;
}

/** Words for a confidence between 0 and 1. The word "confirmed" is not among them: nothing here has been tried out. */
export function confidenceWord(confidence: number): 'LIKELY' | 'POSSIBLE' | 'UNCLEAR' {
  if (confidence >= 0.6) return 'LIKELY';
  return confidence >= 0.3 ? 'POSSIBLE' : 'UNCLEAR';
}
