import type { DemoBrowser, VisitedPage } from './demo-browser.ts';

/**
 * Chooses a demo person on the development issuer's page, as a person would: submits the form and follows the
 * redirects. Works for the sign-in of pages and, with a browser that stops at the redirect back,
 * for that of the command line.
 * @param page the browser's current page
 * @throws Error with the text of the page if it is not the sign-in page or does not offer the person
 */
export async function signInAs(browser: DemoBrowser, page: VisitedPage, subject: string): Promise<VisitedPage> {
  const interaction = /<input type="hidden" name="interaction" value="([A-Za-z0-9_-]+)">/.exec(page.body)?.[1];
  if (interaction === undefined)
    throw new Error(
      `${page.url.href} (${page.status}) is not the sign-in page of the development identity provider: ${firstWords(page)}`,
    );
  if (!page.body.includes(`name="person" value="${subject}"`))
    throw new Error(`The development identity provider has no person with the subject "${subject}".`);
  return browser.post(new URL('/sign-in', page.url), { interaction, person: subject });
}

function firstWords(page: VisitedPage): string {
  const words = page.body.replace(/<style>[^<]*<\/style>/g, '').replace(/<[^>]*>/g, ' ');
  return words.replace(/\s+/g, ' ').trim().slice(0, 200);
}
