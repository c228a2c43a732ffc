import { type CronWindow, weekdays } from './time-window.ts';

// Not croner: where the clock is set forward over a start that a list or a step names, it skips that day, and the freeze
// would not begin; `fixedTimeRule` mends lists and not steps. Zones, weekly windows and single ones need zoned-time.ts
// anyway.

type Starts = Omit<CronWindow, 'kind' | 'zone' | 'lastsSeconds'>;

/** Each start of a day costs a look at the clock when policy is evaluated. */
const mostStartsOfDay = 4;

/**
 * Cron's five fields (minute, hour, day of the month, month, day of the week from 0 or 7, Sunday): numbers, `*`, lists,
 * ranges and steps, at most four starts a day.
 * @returns what is wrong with it as a text
 */
export function parseCron(text: string): Starts | string {
  const fields = text.trim().split(/\s+/);
  if (text.length > 100 || fields.length !== 5) {
    return 'it has five fields: minute, hour, day of the month, month, day of the week';
  }
  const bounds = [
    ['minute', 0, 59],
    ['hour', 0, 23],
    ['day of the month', 1, 31],
    ['month', 1, 12],
    ['day of the week', 0, 7],
  ] as const;
  const parsed: (readonly number[])[] = [];
  for (const [index, [name, least, most]] of bounds.entries()) {
    const values = valuesOf(fields[index] ?? '', least, most);
    if (!values)
      return `its ${name} "${fields[index]}" is not made of numbers from ${least} to ${most}, "*", ",", "-", "/"`;
    parsed.push(values);
  }
  const [minutes = [], hours = [], daysOfMonth = [], months = [], days = []] = parsed;
  const startMinutes = hours.flatMap((hour) => minutes.map((minute) => hour * 60 + minute));
  if (startMinutes.length > mostStartsOfDay) {
    return `it begins ${startMinutes.length} times a day; at most ${mostStartsOfDay}`;
  }
  const daysOfWeek = weekdays.filter((_, index) => days.includes(index) || (index === 0 && days.includes(7)));
  return {
    startMinutes,
    daysOfMonth,
    months,
    daysOfWeek,
    eitherDay: daysOfMonth.length < 31 && daysOfWeek.length < 7,
  };
}

function valuesOf(field: string, least: number, most: number): readonly number[] | undefined {
  const found = new Set<number>();
  for (const part of field.split(',')) {
    const match = /^(?:\*|(\d{1,2})(?:-(\d{1,2}))?)(?:\/(\d{1,2}))?$/.exec(part);
    if (!match) return undefined;
    const [, first, last, step] = match;
    const from = first === undefined ? least : Number(first);
    const single = step === undefined ? from : most;
    const to = last !== undefined ? Number(last) : first === undefined ? most : single;
    const by = step === undefined ? 1 : Number(step);
    if (from < least || to > most || from > to || by < 1) return undefined;
    for (let value = from; value <= to; value += by) found.add(value);
  }
  return [...found].sort((a, b) => a - b);
}
