import { cut } from './cut.ts';
import { withoutInvisible } from './invisible-characters.ts';

/** Longer strings are cut: nothing that people or a model should read is longer. */
const maximumLength = 8_192;

/** One string as a model or a person may read it: without invisible characters; cut at 8,192 characters, which it says. */
export function sanitiseText(text: string): string {
  const clean = withoutInvisible(text);
  return cut(clean, maximumLength, ` [cut: ${clean.length} characters]`);
}
