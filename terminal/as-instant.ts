import { InvalidArgumentError } from 'commander';

const unitMilliseconds: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const forms =
  'a time with its zone (2026-03-01T10:00:00Z or 2026-03-01T11:00:00+01:00), a day (2026-03-01, its start in UTC)';

/** An instant: RFC 3339, a day (its start, UTC), or how long ago (`-15m`, `-7d`). @returns RFC 3339 */
export function asInstant(text: string): string {
  const at = text.startsWith('+') ? undefined : instantOf(text);
  if (at === undefined) throw new InvalidArgumentError(`Give ${forms}, or how long ago (-15m or -7d).`);
  return at;
}

/** The same, or in the future (`+2h`, `+7d`). @returns RFC 3339 */
export function asInstantEitherWay(text: string): string {
  const at = instantOf(text);
  if (at === undefined) throw new InvalidArgumentError(`Give ${forms}, or an offset from now (+2h or -7d).`);
  return at;
}

function instantOf(text: string): string | undefined {
  const [, sign, count, unit = ''] = /^([+-])(\d{1,6})([smhd])$/.exec(text) ?? [];
  if (sign !== undefined) {
    const milliseconds = Number(count) * (unitMilliseconds[unit] ?? NaN);
    return new Date(Date.now() + (sign === '+' ? milliseconds : -milliseconds)).toISOString();
  }
  const [, day] = /^(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/.exec(text) ?? [];
  const at = day === undefined ? NaN : Date.parse(text);
  // 31 February parses to another day and is invalid.
  if (Number.isNaN(at) || !new Date(`${day}T00:00:00Z`).toISOString().startsWith(day ?? ' ')) return undefined;
  return new Date(at).toISOString();
}
