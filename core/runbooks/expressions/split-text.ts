/** A text apart: words, and expressions with the place where they begin. */
export type SplitText =
  | { readonly kind: 'parts'; readonly parts: readonly (string | { readonly cel: string; readonly offset: number })[] }
  | { readonly kind: 'wrong'; readonly problem: string; readonly remedy: string };

const opening = '${{';
const escaped = '$${{';

/** Splits a text at its `${{ ... }}`. One pass; a `}}` in quotes or within braces does not end an expression. */
export function splitText(text: string): SplitText {
  const parts: (string | { cel: string; offset: number })[] = [];
  let words = '';
  let at = 0;
  while (at < text.length) {
    if (text.startsWith(escaped, at)) {
      words += opening;
      at += escaped.length;
    } else if (text.startsWith(opening, at)) {
      const begin = at + opening.length;
      const end = endOfExpression(text, begin);
      if (end === undefined)
        return {
          kind: 'wrong',
          problem: `"${text.slice(at, at + 30)}" is not closed`,
          remedy: 'Close it with }}. Where "${{" itself is meant, write $${{.',
        };
      const inside = text.slice(begin, end);
      const cel = inside.trim();
      if (cel === '')
        return {
          kind: 'wrong',
          problem: '"${{ }}" has no expression in it',
          remedy: 'Write one: ${{ target.service }}.',
        };
      if (words !== '') parts.push(words);
      words = '';
      parts.push({ cel, offset: begin + inside.indexOf(cel) });
      at = end + 2;
    } else {
      words += text.charAt(at);
      at += 1;
    }
  }
  if (words !== '') parts.push(words);
  return { kind: 'parts', parts };
}

/** Where the `}}` of an expression stands; undefined: nowhere. */
function endOfExpression(text: string, begin: number): number | undefined {
  let braces = 0;
  for (let at = begin; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '"' || character === "'") {
      const end = endOfQuoted(text, at, character);
      if (end === undefined) return undefined;
      at = end;
    } else if (character === '{') braces += 1;
    else if (character === '}') {
      if (braces > 0) braces -= 1;
      else if (text.charAt(at + 1) === '}') return at;
      else return undefined;
    }
  }
  return undefined;
}

/** Where a quoted text's last quote stands. What follows a backslash closes nothing, in raw texts neither. */
function endOfQuoted(text: string, begin: number, quote: string): number | undefined {
  const closing = text.startsWith(quote.repeat(3), begin) ? quote.repeat(3) : quote;
  for (let at = begin + closing.length; at < text.length; at++) {
    if (text.charAt(at) === '\\') at += 1;
    else if (text.startsWith(closing, at)) return at + closing.length - 1;
  }
  return undefined;
}
