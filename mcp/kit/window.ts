import { z } from 'zod';
import type { TimeWindow } from '#core/evidence/evidence';
import { ToolFailure } from './tool-failure.ts';

const unitSeconds = { s: 1, m: 60, h: 3_600, d: 86_400 } as const;
const relative = /^-(\d{1,6})([smhd])$/;
const rfc3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;

const Instant = z
  .string()
  .max(40)
  .refine(
    (text) => text === 'now' || relative.test(text) || (rfc3339.test(text) && !Number.isNaN(Date.parse(text))),
    'an instant must be RFC 3339 (2026-11-21T03:02:00Z), or relative: -15m, -2h, -7d, now',
  );

/** The `window` argument of a tool, the last part of the given length by default. */
export function windowArgument(defaultStart: string) {
  return z
    .strictObject({
      start: Instant.default(defaultStart).describe('RFC 3339, or relative to now: -15m'),
      end: Instant.default('now').describe('RFC 3339, relative to now, or now'),
    })
    .prefault({});
}
export type WindowArgument = z.infer<ReturnType<typeof windowArgument>>;

/** The same with a required start. */
export const RequiredWindowArgument = z.strictObject({
  start: Instant.describe('RFC 3339, or relative to now: -15m'),
  end: Instant.default('now').describe('RFC 3339, relative to now, or now'),
});

/**
 * Resolves an argument to an absolute window. An end in the future becomes now.
 * @throws ToolFailure INVALID_ARGUMENT for a window that is empty, in the future, or longer than `maximumSeconds`
 */
export function resolveWindow(
  argument: WindowArgument,
  now: Date,
  maximumSeconds: number,
  name = 'window',
): TimeWindow {
  const start = instantOf(argument.start, now);
  const end = Math.min(instantOf(argument.end, now), now.getTime());
  if (start >= end) {
    const said = `${argument.start} to ${argument.end}`;
    throw new ToolFailure(
      'INVALID_ARGUMENT',
      `${name} ${said} is empty at ${now.toISOString()}: its start must be before its end and before now.`,
    );
  }
  const seconds = (end - start) / 1_000;
  if (seconds > maximumSeconds) {
    throw new ToolFailure(
      'INVALID_ARGUMENT',
      `${name} spans ${describeSeconds(seconds)}; the limit is ${describeSeconds(maximumSeconds)}. Ask for a shorter one.`,
    );
  }
  return { start: new Date(start).toISOString(), end: new Date(end).toISOString() };
}

/** The window of an answer about now. */
export function instantWindow(now: Date): TimeWindow {
  return { start: now.toISOString(), end: now.toISOString() };
}

export function windowSeconds(window: TimeWindow): { start: number; end: number } {
  return { start: Date.parse(window.start) / 1_000, end: Date.parse(window.end) / 1_000 };
}

function instantOf(text: string, now: Date): number {
  if (text === 'now') return now.getTime();
  const match = relative.exec(text);
  if (!match) return Date.parse(text);
  return now.getTime() - Number(match[1]) * unitSeconds[match[2] as keyof typeof unitSeconds] * 1_000;
}

function describeSeconds(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.round(seconds / 360) / 10} h`;
  return `${Math.round(seconds / 8_640) / 10} d`;
}
