import { InvalidArgumentError } from 'commander';

const unitMilliseconds: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A moment as people give it: RFC 3339, a day (its start, UTC), or so long ago (`-15m`, `-7d`). @returns RFC 3339 */
export function asInstant(text: string): string {
  const ago = /^-(\d{1,6})([smhd])$/.exec(text);
  if (ago) return new Date(Date.now() - Number(ago[1]) * (unitMilliseconds[ago[2] ?? ''] ?? NaN)).toISOString();
  const at = /^\d{4}-\d{2}-\d{2}(T.*(Z|[+-]\d{2}:\d{2}))?$/.test(text) ? Date.parse(text) : NaN;
  if (Number.isNaN(at))
    throw new InvalidArgumentError(
      'It is a time like 2026-03-01T10:00:00Z, a day like 2026-03-01, or so long ago: -15m, -7d.',
    );
  return new Date(at).toISOString();
}
