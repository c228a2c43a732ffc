import { plainLine } from '#core/text/plain-text';

/** Text from outside as it may stand in our Markdown: no markup, one line, at most 200 characters. */
export function markdownText(text: string): string {
  return plainLine(text, 200).replace(/[\\`*_[\]<>|#]/g, ' ');
}
