import { z } from 'zod';

const unitSeconds = { s: 1, m: 60, h: 3600, d: 86_400 } as const;
const pattern = /^(\d{1,6})([smhd])$/;

/** `15s`, `5m`, `2h`, `1d`; parsed to seconds. @param least, most in seconds, inclusive */
export function durationBetween(least: number, most: number) {
  const form = `a duration is a whole number with a unit: 15s, 5m, 2h, 1d; here ${durationWords(least)} to ${durationWords(most)}`;
  return z
    .string(form)
    .regex(pattern, form)
    .transform((text) => {
      const [, count = '', unit = 's'] = pattern.exec(text) ?? [];
      return Number.parseInt(count, 10) * unitSeconds[unit as keyof typeof unitSeconds];
    })
    .refine((seconds) => seconds >= least && seconds <= most, form);
}

/** Seconds as one writes them in a runbook: `90s`, `2m`, `1d`. */
export function durationWords(seconds: number): string {
  for (const unit of ['d', 'h', 'm'] as const) {
    if (seconds > 0 && seconds % unitSeconds[unit] === 0) return `${seconds / unitSeconds[unit]}${unit}`;
  }
  return `${seconds}s`;
}
