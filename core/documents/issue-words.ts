import type { z } from 'zod';
import { nearestNames } from '../text/nearest-name.ts';

// The words that messages about documents are made of.

export function oneOf(given: unknown, names: readonly string[]): string {
  const [near] = nearestNames(String(given), names);
  return near === undefined ? `Known: ${names.join(', ')}.` : `Did you mean ${near}? Known: ${names.join(', ')}.`;
}

export function shown(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value.slice(0, 40)) : kindWords(value);
}

export function kindWords(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  return (
    { object: 'keys', string: 'a text', number: 'a number', boolean: 'true or false' }[String(typeof value)] ??
    'a value'
  );
}

export function wanted(expected: string): string {
  const words: Readonly<Record<string, string>> = {
    object: 'keys below it',
    record: 'keys below it',
    array: 'a list',
    string: 'a text, in quotes where it looks like a number',
    number: 'a number',
    int: 'a whole number',
    boolean: 'true or false',
  };
  return words[expected] ?? expected;
}

export function sizeWords(count: number | bigint, origin: string): string {
  const unit = { string: 'character', array: 'entry' }[origin];
  if (unit === undefined) return String(count);
  return `${count} ${count === 1 ? unit : unit.replace(/y$/, 'ie')}${count === 1 ? '' : 's'}`;
}

/** The message of the schema itself, where it has one, as a sentence. */
export function ownMessage({ message }: z.core.$ZodIssue): string | undefined {
  if (/^(?:Invalid|Too|Unrecognized)\b/.test(message)) return undefined;
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}.`;
}
