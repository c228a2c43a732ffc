// What has no place in text from outside: a person does not see it, and a terminal, a page or a model acts on it. Every
// check and every clean-up of text in Holdfast uses this one table.
//
// Ranges instead of \p{...}: the workflow sandbox runs this too, and a replay under a Node with newer Unicode data has to
// decide the same. A test compares the table with the Unicode properties of the Node that runs it.

const firstAndLast: readonly (readonly [first: number, last: number])[] = [
  // C0 and C1 controls, but for tab and line feed.
  [0x0000, 0x0008],
  [0x000b, 0x001f],
  [0x007f, 0x009f],
  // Soft hyphen, combining grapheme joiner, Arabic letter mark.
  [0x00ad, 0x00ad],
  [0x034f, 0x034f],
  [0x061c, 0x061c],
  // Hangul fillers: letters by their category, blank on the screen.
  [0x115f, 0x1160],
  [0x3164, 0x3164],
  [0xffa0, 0xffa0],
  // Khmer inherent vowels; Mongolian variation selectors and vowel separator.
  [0x17b4, 0x17b5],
  [0x180b, 0x180f],
  // Zero-width characters, direction marks, line and paragraph separators, embeddings and overrides. The joiners too:
  // emoji sequences fall apart into their parts without them, and the words stay readable.
  [0x200b, 0x200f],
  [0x2028, 0x202e],
  // Word joiner, invisible operators, isolates, deprecated format characters.
  [0x2060, 0x206f],
  // Blank Braille pattern.
  [0x2800, 0x2800],
  // Variation selectors, the one for emoji presentation too: two texts that differ in selectors look the same, and a row
  // of selectors carries hidden bytes. A warning sign is still one without its colour.
  [0xfe00, 0xfe0f],
  // Byte order mark, noncharacters, and what Unicode reserves for further invisible characters.
  [0xfeff, 0xfeff],
  [0xfdd0, 0xfdef],
  // To U+FFFB: interlinear annotations.
  [0xfff0, 0xfffb],
  [0xfffe, 0xffff],
  // Egyptian hieroglyph joiners and blanks, Khitan filler, shorthand and musical format characters.
  [0x13430, 0x13442],
  [0x16fe4, 0x16fe4],
  [0x1bca0, 0x1bca3],
  [0x1d159, 0x1d159],
  [0x1d173, 0x1d17a],
  // Tags, which can smuggle whole sentences, and the supplement of variation selectors.
  [0xe0000, 0xe0fff],
  ...Array.from({ length: 16 }, (_, plane) => [0x1fffe + plane * 0x10000, 0x1ffff + plane * 0x10000] as const),
];

const characterClass = firstAndLast.map(([first, last]) => `${escaped(first)}-${escaped(last)}`).join('');
const anInvisible = new RegExp(`[${characterClass}]`, 'u');
const allInvisible = new RegExp(anInvisible.source, 'gu');

/** With the flag u: half a surrogate pair without the other half. */
const aloneSurrogate = /[\ud800-\udfff]/u;
const allAloneSurrogates = /[\ud800-\udfff]/gu;

const lineBreaks = /\r\n?|[\u000b\u000c\u0085\u2028\u2029]/g;

// Escape sequences of terminals: CSI, OSC (to its end or the end of the text), and the two-character ones.
// Each class excludes the next one's characters, so matching is linear.
const terminalSequences =
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|(?:\u001b\]|\u009d)[^\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c)?|\u001b[ -/]*[0-~]/g;

/** Whether a text has invisible characters or halves of characters. */
export function hasInvisible(text: string): boolean {
  return anInvisible.test(text) || aloneSurrogate.test(text);
}

/** A text whose halves of surrogate pairs are U+FFFD, so that it can be written as UTF-8 and hashed. */
export function wellFormed(text: string): string {
  return text.replace(allAloneSurrogates, '\ufffd');
}

/**
 * A text without its invisible characters and terminal sequences. Every line break becomes a line feed, half a
 * surrogate pair U+FFFD.
 */
export function withoutInvisible(text: string): string {
  const lines = text.replace(terminalSequences, '').replace(lineBreaks, '\n');
  // Before characters are taken out: two halves on either side of one would meet and be a character that was never looked at.
  return wellFormed(lines).replace(allInvisible, '');
}

function escaped(codePoint: number): string {
  return `\\u{${codePoint.toString(16)}}`;
}
