import { plainLine } from '../text/plain-text.ts';
import { wellFormed } from '../text/invisible-characters.ts';

// Readers of single values. What they are put together with is in shape.ts.

export type Read<T> = { readonly kind: 'ok'; readonly value: T } | { readonly kind: 'wrong'; readonly problem: string };

/** Checks a value that arrived as JSON and copies what is expected of it. */
export interface Reader<T> {
  /** For messages: `text of 1 to 200 characters`. */
  readonly expected: string;
  /** @param path where the value is: `by.name`, empty for the whole body */
  readonly read: (value: unknown, path: string) => Read<T>;
}

/** What a reader gives. */
export type Shaped<R extends Reader<unknown>> = R extends Reader<infer T> ? T : never;

const longestQuote = 40;

/** `by.name: expected text of 1 to 200 characters, got 7` */
export function mismatch(path: string, expected: string, value: unknown, isSecret = false): Read<never> {
  const got = isSecret && typeof value === 'string' ? `text of ${value.length} characters` : kindOf(value);
  return { kind: 'wrong', problem: `${path === '' ? 'body' : path}: expected ${expected}, got ${got}` };
}

/** A key or a value as messages show it: never more than the beginning of a hostile text. */
export function shortened(text: string): string {
  return plainLine(text.slice(0, 2 * longestQuote), longestQuote);
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string')
    return `text "${shortened(value)}"${value.length > longestQuote ? ` of ${value.length} characters` : ''}`;
  if (Array.isArray(value)) return `list of ${value.length}`;
  return typeof value === 'object' && value !== null ? 'object' : String(value);
}

/** @param accepts says whether it is what is expected, and makes of it what is given on */
function leaf<T>(expected: string, accepts: (value: unknown) => T | undefined): Reader<T> {
  return {
    expected,
    read: (value, path) => {
      const accepted = accepts(value);
      return accepted === undefined ? mismatch(path, expected, value) : { kind: 'ok', value: accepted };
    },
  };
}

/** A text of so many UTF-16 units, bounds included. */
export function text(least: number, most: number): Reader<string> {
  return leaf(`text of ${least} to ${most} characters`, (value) =>
    typeof value === 'string' && value.length >= least && value.length <= most ? wellFormed(value) : undefined,
  );
}

/** A text that a type guard knows, taken as it is. @param isSecret messages do not show it */
export function matching<T extends string>(
  expected: string,
  accepts: (value: unknown) => value is T,
  { isSecret = false } = {},
): Reader<T> {
  return {
    expected,
    read: (value, path) => (accepts(value) ? { kind: 'ok', value } : mismatch(path, expected, value, isSecret)),
  };
}

/** A finite number, bounds included. */
export function number(least: number, most: number): Reader<number> {
  return leaf(`number from ${least} to ${most}`, (value) =>
    typeof value === 'number' && value >= least && value <= most ? value : undefined,
  );
}

/** Bounds included. */
export function wholeNumber(least: number, most: number): Reader<number> {
  return leaf(`whole number from ${least} to ${most}`, (value) =>
    typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most ? value : undefined,
  );
}

export const boolean: Reader<boolean> = leaf('true or false', (value) =>
  typeof value === 'boolean' ? value : undefined,
);

const longestList = 8;

/** One of these texts. */
export function literals<const Values extends readonly string[]>(...values: Values): Reader<Values[number]> {
  const known = values.slice(0, longestList).map((value) => `"${value}"`);
  const more = values.length - known.length;
  const words = `${known.join(' or ')}${more > 0 ? ` or one of ${more} more` : ''}`;
  return leaf(words, (value) => values.find((one) => one === value));
}

const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,30})?)?(Z|[+-]\d\d:\d\d)$/;

/** A time as text; seconds and their fraction may be absent. */
export const instant: Reader<string> = leaf('RFC 3339 time such as "2026-11-21T03:02:00Z"', (value) =>
  typeof value === 'string' && rfc3339.test(value) && !Number.isNaN(Date.parse(value)) ? value : undefined,
);

const longestScalar = 16_384;

/** What a field of a form can hold. */
export const scalar: Reader<string | number | boolean> = leaf(
  `text of at most ${longestScalar} characters, number, true or false`,
  (value) => {
    if (typeof value === 'string') return value.length <= longestScalar ? wellFormed(value) : undefined;
    return typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value)) ? value : undefined;
  },
);
