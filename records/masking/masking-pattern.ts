/** A part of a text that must not be kept: `[start, end)` in UTF-16 units. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** One family of secrets or personal data. */
export interface MaskingPattern {
  /** Stands in the text instead: `[masked:<name>]`. */
  readonly name: string;
  /** All spans to mask, ascending. Linear in the text's length whatever the text: it may be written by an attacker. */
  readonly find: (text: string) => readonly Span[];
}

/**
 * The spans of a regular expression's matches. With a group `before`, what it matched stays readable.
 * @param accept decides on what a regular expression cannot, a checksum say; gets the span's text
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
