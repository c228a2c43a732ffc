/** Longer strings are cut: nothing that people or a model should read is longer. */
const maximumCharacters = 8_192;
const maximumDepth = 64;

// Escape sequences of terminals: CSI, OSC (to its end or the end of the text), and the two-character ones.
// Each class excludes the next one's characters, so matching is linear.
const terminalSequences =
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|(?:\u001b\]|\u009d)[^\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c)?|\u001b[ -/]*[0-~]/g;

// Control characters but tab and line feed; soft hyphen; zero-width, direction and invisible operators; interlinear
// marks; byte order mark; variation selectors' supplement and tag characters (they can smuggle whole sentences).
const invisible =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb]|[\u{e0000}-\u{e0fff}]/gu;

/**
 * One string without what a terminal, a page or a model would act on and a person would not see. Lone surrogates become
 * U+FFFD; more than 8,192 characters are cut, which is said at the end.
 */
export function sanitiseText(text: string): string {
  const clean = text
    .replace(terminalSequences, '')
    .replace(/\r\n?/g, '\n')
    .replace(invisible, '')
    .replace(/\p{Surrogate}/gu, '\ufffd');
  if (clean.length <= maximumCharacters) return clean;
  // Not between the halves of a character.
  const cut = clean.slice(0, maximumCharacters).replace(/[\ud800-\udbff]$/, '');
  return `${cut} [cut: ${clean.length} characters]`;
}

/** Every string of JSON data, keys too, sanitised. What is nested deeper than 64 levels is replaced by a note. */
export function sanitise(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return sanitiseText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= maximumDepth) return '[cut: nested too deeply]';
  if (Array.isArray(value)) return value.map((entry) => sanitise(entry, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [sanitiseText(key), sanitise(entry, depth + 1)]),
  );
}
