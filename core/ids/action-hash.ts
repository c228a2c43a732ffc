import type { Branded } from './branded.ts';

/** SHA-256 of an action's bytes, 64 hexadecimal digits. */
export type ActionHash = Branded<'ActionHash'>;

export function isActionHash(value: unknown): value is ActionHash {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
}

/** @throws TypeError for any other text */
export function parseActionHash(text: string): ActionHash {
  if (isActionHash(text)) return text;
  throw new TypeError(`"${text.slice(0, 80)}" is not the hash of an action: it has 64 lower-case hexadecimal digits.`);
}

/**
 * What a person types to name an action: its hash, the beginning of it, or its workflow id.
 * @returns at least the first 4 digits of a hash, in lower case; undefined for anything else
 */
export function actionHashStart(typed: string): string | undefined {
  const start = typed.toLowerCase().replace(/^action\//, '');
  return /^[0-9a-f]{4,64}$/.test(start) ? start : undefined;
}
