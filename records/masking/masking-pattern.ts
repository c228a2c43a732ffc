/** A part of a text to mask: `[start, end)` in UTF-16 units. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** One family of secrets or personal data. */
export interface MaskingPattern {
  /** The replacement is `[masked:<name>]`. */
  readonly name: string;
  /** All spans to mask, ascending. Linear in the length of any text: an attacker may have written it. */
  readonly find: (text: string) => readonly Span[];
}

/**
 * The spans of a regular expression's matches. With a group `before`, what it matched stays readable.
 * @param accept decides what a regular expression cannot, such as a checksum; gets the span's text
 */
export function spansOf(text: string, expression: RegExp, accept: (secret: string) => boolean = () => true): Span[] {
  const spans: Span[] = [];
  for (const match of text.matchAll(expression)) {
    const end = match.index + match[0].length;
    const start = match.index + (match.groups?.['before']?.length ?? 0);
    if (end > start && accept(text.slice(start, end))) spans.push({ start, end });
  }
  return spans;
}
