import { dayMs, dayOf, instantsOf, wallOf } from './zoned-time.ts';

// Windows of time that come back, by the clock of a zone. What a change of the clock makes doubtful counts as inside.

export const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
export type Weekday = (typeof weekdays)[number];

/** On these days from a minute of the day to another one; to the next day's where that is not later. */
export interface WeeklyWindow {
  readonly kind: 'weekly';
  readonly zone: string;
  readonly days: readonly Weekday[];
  readonly fromMinute: number;
  /** Up to 1,440, the end of the day. */
  readonly toMinute: number;
}

/** Begins when cron would, and lasts. */
export interface CronWindow {
  readonly kind: 'cron';
  readonly zone: string;
  /** Minutes of the day. */
  readonly startMinutes: readonly number[];
  readonly daysOfMonth: readonly number[];
  /** 1 to 12. */
  readonly months: readonly number[];
  readonly daysOfWeek: readonly Weekday[];
  /** As cron has it: where both are restricted, one of them is enough. */
  readonly eitherDay: boolean;
  /** Of true time, not of the clock. */
  readonly lastsSeconds: number;
}

/** Once. Wall times. */
export interface SingleWindow {
  readonly kind: 'single';
  readonly zone: string;
  readonly from: number;
  readonly to: number;
}

export type PolicyWindow = WeeklyWindow | CronWindow | SingleWindow;

/** Instants, in milliseconds since 1970; the end is not part of it. */
export interface Occurrence {
  readonly start: number;
  readonly end: number;
}

/** The occurrence that holds an instant. */
export function occurrenceAt(window: PolicyWindow, instant: number): Occurrence | undefined {
  if (window.kind === 'single') return [singleOf(window)].find((one) => holds(one, instant));
  const today = dayOf(wallOf(instant, window.zone));
  const daysBack = window.kind === 'cron' ? Math.ceil(window.lastsSeconds / 86_400) + 1 : 2;
  for (let back = -1; back <= daysBack; back++) {
    const found = startingOn(window, today - back * dayMs).find((one) => holds(one, instant));
    if (found) return found;
  }
  return undefined;
}

const daysAhead = 400;

/** The first one that begins after an instant, within 400 days. */
export function nextOccurrence(window: PolicyWindow, instant: number): Occurrence | undefined {
  if (window.kind === 'single') return [singleOf(window)].find(({ start }) => start > instant);
  const today = dayOf(wallOf(instant, window.zone));
  for (let ahead = -1; ahead <= daysAhead; ahead++) {
    const starts = startingOn(window, today + ahead * dayMs).filter(({ start }) => start > instant);
    if (starts.length > 0) return starts.reduce((one, other) => (one.start <= other.start ? one : other));
  }
  return undefined;
}

/** Whether an instant is surely inside: at a clock that is changed only what is inside by both of its readings. */
export function isSurelyInside(window: WeeklyWindow, instant: number): boolean {
  const today = dayOf(wallOf(instant, window.zone));
  return [today, today - dayMs].some((day) => {
    const { from, to } = wallsOn(window, day) ?? {};
    if (from === undefined || to === undefined) return false;
    const { zone } = window;
    return holds({ start: instantsOf(from, zone).last, end: instantsOf(to, zone).first }, instant);
  });
}

const holds = ({ start, end }: Occurrence, instant: number) => start <= instant && instant < end;

function singleOf({ from, to, zone }: SingleWindow): Occurrence {
  return { start: instantsOf(from, zone).first, end: instantsOf(to, zone).last };
}

function startingOn(window: WeeklyWindow | CronWindow, day: number): readonly Occurrence[] {
  const { zone } = window;
  switch (window.kind) {
    case 'weekly': {
      const walls = wallsOn(window, day);
      return walls ? [{ start: instantsOf(walls.from, zone).first, end: instantsOf(walls.to, zone).last }] : [];
    }
    case 'cron':
      if (!startsOn(window, day)) return [];
      return window.startMinutes.map((minute) => {
        const { first, last } = instantsOf(day + minute * 60_000, zone);
        return { start: first, end: last + window.lastsSeconds * 1000 };
      });
    default:
      return window satisfies never;
  }
}

function wallsOn({ days, fromMinute, toMinute }: WeeklyWindow, day: number) {
  if (!days.includes(weekdayOf(day))) return undefined;
  const lastDay = toMinute > fromMinute ? day : day + dayMs;
  return { from: day + fromMinute * 60_000, to: lastDay + toMinute * 60_000 };
}

function startsOn({ months, daysOfMonth, daysOfWeek, eitherDay }: CronWindow, day: number): boolean {
  const date = new Date(day);
  if (!months.includes(date.getUTCMonth() + 1)) return false;
  const [byMonth, byWeek] = [daysOfMonth.includes(date.getUTCDate()), daysOfWeek.includes(weekdayOf(day))];
  return eitherDay ? byMonth || byWeek : byMonth && byWeek;
}

function weekdayOf(day: number): Weekday {
  return weekdays[new Date(day).getUTCDay()] ?? 'sun';
}
