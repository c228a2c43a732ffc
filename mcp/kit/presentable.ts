import { cut } from '#core/text/cut';
import { withoutInvisible } from '#core/text/invisible-characters';
import { mapTexts } from '#core/text/map-texts';
import type { Masker } from '#core/text/masker';

/** Longer than any text that people or a model should read. */
const maximumTextLength = 8_192;

/**
 * Makes outside data, keys included, safe to store and show. The order matters: an invisible character would hide a
 * secret from the masker, and so would truncation in the middle of one.
 */
export function presentable<T>(value: T, masker: Masker): T {
  const masked = masker.mask(mapTexts(value, withoutInvisible));
  return mapTexts(masked, (text) => cut(text, maximumTextLength, ` [cut: ${text.length} characters]`));
}

/** The same for one text. */
export function presentableText(text: string, masker: Masker, maximumLength = 2_000): string {
  return cut(masker.mask(withoutInvisible(text)), maximumLength);
}
