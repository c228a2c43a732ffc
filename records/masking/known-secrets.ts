import type { MaskingPattern } from './masking-pattern.ts';
import { secretForms } from './secret-forms.ts';
import { createTextFinder } from './text-finder.ts';

/** Shorter values are not searched for: they would mask ordinary words, and could be guessed anyway. */
const leastCharacters = 8;
/** A replaced secret may still occur in answers; one that was replaced three times has long expired. */
const valuesPerSource = 3;

/** The secrets that a process holds, found by their exact value anywhere in a text. */
export interface KnownSecrets extends MaskingPattern {
  /**
   * The last three values of a source are searched for, each in several forms; none shorter than 8 characters.
   * @param source identifies the secret: `env HOLDFAST_TOKEN`
   */
  add(source: string, value: string): void;
}

export function createKnownSecrets(): KnownSecrets {
  const valuesOf = new Map<string, readonly string[]>();
  let findForms = createTextFinder([]);
  return {
    name: 'secret',
    find: (text) => findForms(text),
    add(source, value) {
      if (value.length < leastCharacters) return;
      const others = (valuesOf.get(source) ?? []).filter((known) => known !== value);
      valuesOf.set(source, [value, ...others].slice(0, valuesPerSource));
      findForms = createTextFinder([...valuesOf.values()].flat().flatMap(secretForms));
    },
  };
}
