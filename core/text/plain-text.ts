import { cut } from './cut.ts';
import { withoutInvisible } from './invisible-characters.ts';

/** In UTF-16 units: the longest string that is taken from a payload. */
const maximumTextLength = 64 * 1024;

/** Text from outside as it may be stored and shown: without invisible characters, bounded. */
export function plainText(text: string, maximumLength = maximumTextLength): string {
  return cut(withoutInvisible(text), maximumLength);
}

/** Like {@link plainText} on one line. */
export function plainLine(text: string, maximumLength: number): string {
  return cut(withoutInvisible(text).replace(/\s+/g, ' ').trim(), maximumLength);
}
