import { z } from 'zod';
import { durationBetween } from '../time/durations.ts';
import { parseCron } from './parse-cron.ts';
import { type PolicyWindow, type WeeklyWindow, weekdays } from './time-window.ts';
import { isZone } from './zoned-time.ts';

// Windows of time as they are written.

const Zone = z
  .string()
  .refine(
    isZone,
    'a zone is a name of the IANA data, for example Europe/Berlin; abbreviations and offsets are not accepted',
  );

const clockForm = 'a time of day is HH:MM from 00:00 to 24:00, in quotes';
const ClockMinute = z
  .string(clockForm)
  .regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, clockForm)
  .transform((text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3)));

const wallForm = 'a moment is written as the clock of the zone shows it: 2026-12-23T18:00, in quotes';
/** To what a clock shows, in milliseconds since 1970 as if it were UTC. */
const WallTime = z
  .string(wallForm)
  .regex(/^[2-9]\d{3}-\d\d-\d\dT\d\d:\d\d$/, wallForm)
  .refine((text) => {
    const time = Date.parse(`${text}:00Z`);
    // What is parsed to another day is none: 31 February.
    return Number.isFinite(time) && new Date(time).toISOString().startsWith(text);
  }, 'there is no such day or time')
  .transform((text) => Date.parse(`${text}:00Z`));

const Weekly = z.strictObject({
  days: z.array(z.enum(weekdays)).min(1).max(7),
  from: ClockMinute,
  /** The next day's, where it is not later than `from`. */
  to: ClockMinute,
});

const Cron = z.string().transform((text, context) => {
  const starts = parseCron(text);
  if (typeof starts !== 'string') return starts;
  context.addIssue({ code: 'custom', message: starts });
  return z.NEVER;
});

/** A freeze comes back each week, comes back as cron has it, or comes once. Told by the key. */
export const freezeForms = [
  z.strictObject({ zone: Zone, weekly: Weekly }),
  z.strictObject({ zone: Zone, cron: Cron, for: durationBetween(60, 31 * 86_400) }),
  z.strictObject({ zone: Zone, from: WallTime, to: WallTime }),
] as const;

/** When actions may run at all. */
export const HoursDocument = Weekly.extend({ zone: Zone });

type FreezeWindow = z.infer<(typeof freezeForms)[number]>;

export function freezeWindow(form: FreezeWindow): PolicyWindow {
  if ('weekly' in form) return weeklyWindow({ ...form.weekly, zone: form.zone });
  if ('cron' in form) return { kind: 'cron', zone: form.zone, lastsSeconds: form.for, ...form.cron };
  return { kind: 'single', zone: form.zone, from: form.from, to: form.to };
}

export function weeklyWindow({ days, from, to, zone }: z.infer<typeof HoursDocument>): WeeklyWindow {
  const inOrder = weekdays.filter((day) => days.includes(day));
  return { kind: 'weekly', zone, days: inOrder, fromMinute: from, toMinute: to };
}
