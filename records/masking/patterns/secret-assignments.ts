import type { MaskingPattern, Span } from '../masking-pattern.ts';
import { sensitiveEnding } from '../sensitive-name.ts';

/**
 * A sensitive name and what makes it an assignment: `password=`, `"token": `, `secret => `, `--api-key `,
 * `<password>`. The quote around the name determines how a quoted value ends.
 */
const assignment = new RegExp(
  `(?:${sensitiveEnding})(?:(?<quote>\\\\{0,8}["'])?\\s{0,4}(?:=>|:=|==?|!=|=~|:(?!//)|%3D)|>(?!\\s)|(?<=--[a-z-]{1,40})(?=[ \\t]))`,
  'gi',
);

/** Not secret, and useful to readers. */
const notASecret = /^(?:null|nil|none|undefined|true|false|\[masked:[a-z-]{1,30}\])$/i;

/** Values given to sensitive names in text: logs, commands, YAML, JSON, also JSON quoted in JSON. */
export const secretAssignments: MaskingPattern = {
  name: 'secret',
  find(text) {
    const spans: Span[] = [];
    assignment.lastIndex = 0;
    for (let match = assignment.exec(text); match; match = assignment.exec(text)) {
      const [name] = match;
      const inElement = name.endsWith('>') && !name.endsWith('=>');
      const span = valueAt(text, match.index, match.index + name.length, {
        inElement,
        quotedName: match.groups?.['quote'] !== undefined,
      });
      if (!span) continue;
      if (!notASecret.test(text.slice(span.start, span.end))) spans.push(span);
      // Each value is read once, so that a text of nothing but names costs no more than its length.
      assignment.lastIndex = Math.max(span.end, assignment.lastIndex);
    }
    return spans;
  },
};

/** The value that begins at `from`, for a name that begins at `nameStart`. */
function valueAt(
  text: string,
  nameStart: number,
  from: number,
  { inElement, quotedName }: { inElement: boolean; quotedName: boolean },
): Span | undefined {
  if (inElement) return untilAny(text, from, /</g);
  // JSON may break the line after the colon; after a bare name the next line is something else.
  const start = skip(text, from, quotedName ? /\s{0,64}/y : /[ \t]{0,16}/y);
  const opening = /(\\{0,8})(["'`])/y;
  opening.lastIndex = start;
  const quote = opening.exec(text);
  if (quote) return quoted(text, opening.lastIndex, quote[1] ?? '', quote[2] ?? '"');
  const block = /[|>][+-]?\d?[ \t]{0,16}\r?\n/y;
  block.lastIndex = start;
  if (block.test(text)) return indentedBlock(text, nameStart, block.lastIndex);
  if (text[start] === '[') return untilAny(text, start + 1, /[\]{\r\n]/g);
  // An object's own names decide; a reference to a variable is not a secret.
  const readable = /\{|\$\{[A-Za-z0-9_.]{1,100}\}|\$\([A-Za-z0-9_.]{1,100}\)/y;
  readable.lastIndex = start;
  if (readable.test(text)) return undefined;
  const wholeLine = text[from - 1] === ':' && standsAloneOnLine(text, nameStart);
  return untilAny(text, start, wholeLine ? /[\r\n]/g : /[\s"'`,;&)}>\\]/g);
}

/** Up to the same quote, equally escaped: `\"` or `"` ends what `\"` began. */
function quoted(text: string, start: number, escapes: string, quote: string): Span | undefined {
  for (let at = start; at < text.length; at++) {
    if (text[at] !== quote) continue;
    let backslashes = 0;
    while (at - backslashes - 1 >= start && text[at - backslashes - 1] === '\\') backslashes++;
    // In a plain string an escaped quote belongs to the value; in an escaped one it takes more backslashes to do so.
    if (escapes.length === 0 ? backslashes % 2 === 0 : backslashes <= escapes.length) {
      return nonEmpty(start, at - Math.min(backslashes, escapes.length));
    }
  }
  // Never closed, so it was cut off: it ends with its line at the latest.
  return untilAny(text, start, /[\r\n]/g);
}

/** The lines after a YAML `key: |` that are indented more deeply than the key. */
function indentedBlock(text: string, nameStart: number, start: number): Span | undefined {
  const lineStart = text.lastIndexOf('\n', nameStart) + 1;
  const keyIndent = indentAt(text, lineStart);
  let end = start;
  while (end < text.length) {
    const lineEnd = text.indexOf('\n', end);
    const next = lineEnd === -1 ? text.length : lineEnd;
    const blank = text.slice(end, next).trim() === '';
    if (!blank && indentAt(text, end) <= keyIndent) break;
    end = next + 1;
  }
  return nonEmpty(start, Math.min(text.length, Math.max(start, end - 1)));
}

function indentAt(text: string, lineStart: number): number {
  return skip(text, lineStart, /[ \t]{0,200}/y) - lineStart;
}

/** Whether only indentation, a list dash and the rest of the name come before: then the line is YAML, not prose. */
function standsAloneOnLine(text: string, nameStart: number): boolean {
  const before = text.slice(Math.max(0, nameStart - 120), nameStart);
  return /(?:^|[\r\n])[ \t]*(?:- )?["']?[\w.-]*$/.test(before) && (before.length < 120 || /[\r\n]/.test(before));
}

function untilAny(text: string, start: number, ends: RegExp): Span | undefined {
  ends.lastIndex = start;
  return nonEmpty(start, ends.exec(text)?.index ?? text.length);
}

function skip(text: string, from: number, expression: RegExp): number {
  expression.lastIndex = from;
  expression.test(text);
  return expression.lastIndex;
}

function nonEmpty(start: number, end: number): Span | undefined {
  return end > start ? { start, end } : undefined;
}
