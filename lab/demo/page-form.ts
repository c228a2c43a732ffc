import type { VisitedPage } from '../identity-provider/demo-browser.ts';

/** A form of a page, as a browser would send it untouched. */
export interface PageForm {
  readonly action: URL;
  readonly fields: Readonly<Record<string, string>>;
}

/**
 * The first form of one of our pages that contains a text.
 * @throws Error with what the page says where there is none
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

/** As our pages escape: Preact writes these three and no others in an attribute. */
function unescaped(text: string): string {
  return text.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&amp;', '&');
}
