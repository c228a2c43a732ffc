const maximumMilliseconds = 3_600_000;

/** How long to wait: seconds or a date (RFC 9110, 10.2.3), at most an hour; undefined where the header says neither. */
export function readRetryAfter(header: string | undefined, nowMilliseconds: number): number | undefined {
  if (header === undefined) return undefined;
  const milliseconds = /^\d{1,9}$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - nowMilliseconds;
  if (Number.isNaN(milliseconds)) return undefined;
  return Math.min(Math.max(milliseconds, 0), maximumMilliseconds);
}
