/** In UTF-16 units: the longest string that is taken from a payload. */
const TEXT_LIMIT = 64 * 1024;

// Controls but tab and line feed; zero-width and bidirectional marks, with which a text shows other than it is;
// interlinear and tag characters, with which it hides.
const UNSEEN =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\udb40[\udc00-\udc7f]/g;

/** Text from outside as it may be stored and shown: without control and bidirectional characters, bounded. */
export function plainText(text: string, limit: number = TEXT_LIMIT): string {
  const clean = text.slice(0, limit + 1).replace(UNSEEN, '');
  if (clean.length <= limit) return text.length > limit ? endWithEllipsis(clean, limit) : clean;
  return endWithEllipsis(clean, limit);
}

/** Like {@link plainText} on one line. */
export function plainLine(text: string, limit: number): string {
  return plainText(text, limit).replace(/\s+/g, ' ').trim();
}

function endWithEllipsis(text: string, limit: number): string {
  return `${cut(text, limit - 1)}…`;
}

/** Cuts to a length in UTF-16 units, never between the halves of a surrogate pair. */
export function cut(text: string, length: number): string {
  const last = text.charCodeAt(length - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? length - 1 : length);
}
