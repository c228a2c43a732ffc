/**
 * At most so many UTF-16 units of a text, never with half a character at the end. Where something was cut, the mark
 * stands last and counts.
 */
export function cut(text: string, maximumLength: number, mark = '…'): string {
  if (text.length <= maximumLength) return text;
  const length = Math.max(0, maximumLength - mark.length);
  const last = text.charCodeAt(length - 1);
  return `${text.slice(0, last >= 0xd800 && last <= 0xdbff ? length - 1 : length)}${mark}`;
}
