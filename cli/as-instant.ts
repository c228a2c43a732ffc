import { InvalidArgumentError } from 'commander';

const unitMilliseconds: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A moment as people give it: RFC 3339, a day (its start, UTC), or so long ago (`-15m`, `-7d`). @returns RFC 3339 */
export function asInstant(text: string): string {
  const ago = /^-(\d{1,6})([smhd])$/.exec(text);
  if (ago) return new Date(Date.now() - Number(ago[1]) * (unitMilliseconds[ago[2] ?? ''] ?? NaN)).toISOString();
  const [, day] = /^(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/.exec(text) ?? [];
  const at = day === undefined ? NaN : Date.parse(text);
  // What is parsed to another day is none: 31 February.
  if (Number.isNaN(at) || !new Date(`${day}T00:00:00Z`).toISOString().startsWith(day ?? ' '))
    throw new InvalidArgumentError(
      'Write a time with its zone, 2026-03-01T10:00:00Z or 2026-03-01T11:00:00+01:00; a day for its start in UTC, 2026-03-01; or how long ago, -15m or -7d.',
    );
  return new Date(at).toISOString();
}
