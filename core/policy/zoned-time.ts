// Clocks of time zones, by the data that the runtime brings. A wall time is what a clock shows, as milliseconds since
// 1970 as if it stood in UTC: arithmetic on dates without zones.

export const dayMs = 86_400_000;

/** Making one takes a hundred times as long as using it; bounded by the zones that a policy names. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  formats.set(zone, made);
  return made;
}

/** Whether it is a name of the IANA data: `Europe/Berlin`, `UTC`. Abbreviations and offsets, which know no rules, are not. */
export function isZone(zone: string): boolean {
  if (zone.length > 60 || !/^(UTC|[A-Za-z_]+(\/[A-Za-z0-9_+-]+)+)$/.test(zone)) return false;
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: zone });
    return true;
  } catch {
    // That is how Intl says that it knows no such zone.
    return false;
  }
}

/** @throws RangeError for an instant outside the years 1000 to 9999 */
export function wallOf(instant: number, zone: string): number {
  const second = Math.floor(instant / 1000) * 1000;
  if (zone === 'UTC') return second;
  const shown = formatOf(zone).format(second);
  const match = /^(\d\d)\/(\d\d)\/(\d{4}), (\d\d):(\d\d):(\d\d)$/.exec(shown);
  if (!match) throw new RangeError(`Cannot read a time of day in ${zone} from "${shown}".`);
  const [month, day, year, hours, minutes, seconds] = match.slice(1).map(Number) as [
    ...[number, number, number],
    ...[number, number, number],
  ];
  return Date.UTC(year, month - 1, day, hours, minutes, seconds);
}

/**
 * When a clock shows a wall time: two instants where it is set back over it. Where it is set forward over it, both are the
 * instant of that.
 */
export function instantsOf(wall: number, zone: string): { readonly first: number; readonly last: number } {
  if (zone === 'UTC') return { first: wall, last: wall };
  const offsetAt = (instant: number) => wallOf(instant, zone) - instant;
  // No zone is further than 14 hours from UTC, so the true instant lies between these.
  let [low, high] = [wall - dayMs, wall + dayMs];
  const [before, after] = [offsetAt(low), offsetAt(high)];
  const shown = [wall - before, wall - after].filter((instant) => wallOf(instant, zone) === wall);
  if (shown.length > 0) return { first: Math.min(...shown), last: Math.max(...shown) };
  while (high - low > 1000) {
    const middle = Math.floor((low + high) / 2000) * 1000;
    if (offsetAt(middle) === before) low = middle;
    else high = middle;
  }
  return { first: high, last: high };
}

/** A wall time's midnight. */
export function dayOf(wall: number): number {
  return Math.floor(wall / dayMs) * dayMs;
}

/** `2026-12-24 18:00`: what the clock of a zone shows, to the minute. */
export function clockWords(instant: number, zone: string): string {
  return `${new Date(wallOf(instant, zone)).toISOString().slice(0, 16).replace('T', ' ')} ${zone}`;
}
