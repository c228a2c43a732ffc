import { z } from 'zod';

const unitSeconds = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400 } as const;

/** @param text digits and a unit of `ms`, `s`, `m`, `h`, `d`, as its schema has made sure */
export function secondsIn(text: string): number {
  const unit = /[a-z]+$/.exec(text)?.[0] as keyof typeof unitSeconds;
  return Number.parseInt(text, 10) * unitSeconds[unit];
}

/** `15s`, `5m`, `2h`, `1d`; parsed to seconds. @param least, most in seconds, inclusive */
export function durationBetween(least: number, most: number) {
  const form = `a duration is a whole number with a unit: 15s, 5m, 2h, 1d; here ${durationLiteral(least)} to ${durationLiteral(most)}`;
  return z
    .string(form)
    .regex(/^(\d{1,6})([smhd])$/, form)
    .transform(secondsIn)
    .refine((seconds) => seconds >= least && seconds <= most, form);
}

/** Seconds as one writes them in a runbook: `90s`, `2m`, `1d`. */
export function durationLiteral(seconds: number): string {
  for (const unit of ['d', 'h', 'm'] as const) {
    if (seconds > 0 && seconds % unitSeconds[unit] === 0) return `${seconds / unitSeconds[unit]}${unit}`;
  }
  return `${seconds}s`;
}
