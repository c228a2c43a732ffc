import type { MaskingPattern, Span } from './masking-pattern.ts';

const marker = /(\[masked:[a-z-]{1,30}\])/;
const maximumRounds = 6;

/**
 * Replaces every span that a pattern finds with `[masked:<name>]`. What is already masked stays as it is, and masking
 * the result again changes nothing: a replacement may make the text next to it look like a secret, so it repeats
 * until nothing is found. Lone surrogates, which no stored document may contain, become U+FFFD.
 */
export function maskText(text: string, patterns: readonly MaskingPattern[]): string {
  let masked = text.replace(/\p{Surrogate}/gu, '\uFFFD');
  for (let round = 0; round < maximumRounds; round++) {
    const next = maskOnce(masked, patterns);
    if (next === masked) return masked;
    masked = next;
  }
  // Only a text made to get here does: none of it is worth the risk.
  return '[masked:text]';
}

function maskOnce(text: string, patterns: readonly MaskingPattern[]): string {
  if (!text.includes('[masked:')) return maskPiece(text, patterns);
  return text
    .split(marker)
    .map((piece, index) => (index % 2 === 1 ? piece : maskPiece(piece, patterns)))
    .join('');
}

function maskPiece(text: string, patterns: readonly MaskingPattern[]): string {
  const found: (Span & { name: string })[] = [];
  for (const { name, find } of patterns) {
    for (const { start, end } of find(text)) found.push({ start, end, name });
  }
  if (found.length === 0) return text;
  // Every family sees the whole text. Overlapping spans are masked once, under the name
  // of the one that begins first (of two that begin together, the longer).
  found.sort((a, b) => a.start - b.start || b.end - a.end || (a.name < b.name ? -1 : 1));
  let result = '';
  let kept = 0;
  for (let index = 0; index < found.length;) {
    const first = found[index++]!;
    let end = first.end;
    while (index < found.length && found[index]!.start < end) end = Math.max(end, found[index++]!.end);
    result += `${text.slice(kept, first.start)}[masked:${first.name}]`;
    kept = end;
  }
  return result + text.slice(kept);
}
