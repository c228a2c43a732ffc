import { hasInvisible } from './invisible-characters.ts';

// Not for workflows: the categories depend on the Unicode data of the Node that runs it.

/**
 * A text in which nothing hides: what is not a letter, number, punctuation or symbol that shows as itself is written as
 * its code point, `\u{200b}`, blanks other than the space too. Line feeds stay.
 */
export function escapeInvisible(text: string): string {
  return text.replace(/[^\n\x20-\x7e]/gu, (character) =>
    /^[\p{L}\p{M}\p{N}\p{P}\p{S}]$/u.test(character) && !hasInvisible(character)
      ? character
      : `\\u{${character.codePointAt(0)?.toString(16)}}`,
  );
}
