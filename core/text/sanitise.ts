import { cut } from './cut.ts';
import { withoutInvisible } from './invisible-characters.ts';

/** Longer strings are cut: nothing that people or a model should read is longer. */
const maximumLength = 8_192;
const maximumDepth = 64;

/** One string as a model or a person may read it: without invisible characters; cut at 8,192 characters, which it says. */
export function sanitiseText(text: string): string {
  const clean = withoutInvisible(text);
  return cut(clean, maximumLength, ` [cut: ${clean.length} characters]`);
}

/** Every string of JSON data, keys too, sanitised. What is nested deeper than 64 levels is replaced by a note. */
export function sanitise(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return sanitiseText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= maximumDepth) return '[cut: nested too deeply]';
  if (Array.isArray(value)) return value.map((entry) => sanitise(entry, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [sanitiseText(key), sanitise(entry, depth + 1)]),
  );
}
