/** Hostile text as it may stand in Markdown of ours: no markup, one line, at most 200 characters. */
export function plain(text: string): string {
  return text.replace(/[\\`*_[\]<>|#\n\r]/g, ' ').slice(0, 200);
}
