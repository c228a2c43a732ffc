import type { VisitedPage } from '../identity-provider/demo-browser.ts';

/** A form as a browser would submit it unchanged. */
export interface PageForm {
  readonly action: URL;
  readonly fields: Readonly<Record<string, string>>;
}

/**
 * The first form of a page that contains a text.
 * @throws Error with the text of the page if there is none
 */
export function formWith({ url, status, body }: VisitedPage, text: string): PageForm {
  const form = (body.match(/<form\b[\s\S]*?<\/form>/g) ?? []).find((each) => each.includes(text));
  const action = form && /\baction="([^"]*)"/.exec(form)?.[1];
  if (form === undefined || action === undefined) {
    const words = body.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
    throw new Error(`${url.href} (${status}) has no form with ${text}: ${words.trim().slice(0, 300)}`);
  }
  const inputs = form.match(/<input\b[^>]*\btype="hidden"[^>]*>/g) ?? [];
  const fields = inputs.map((input) => [attribute(input, 'name'), attribute(input, 'value')]);
  return { action: new URL(unescaped(action), url), fields: Object.fromEntries(fields) as Record<string, string> };
}

function attribute(element: string, name: string): string {
  return unescaped(new RegExp(`\\b${name}="([^"]*)"`).exec(element)?.[1] ?? '');
}

/** Reverses Preact's escaping, which writes only these three entities in an attribute. */
function unescaped(text: string): string {
  return text.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&amp;', '&');
}
