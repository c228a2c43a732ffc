import type { DemoBrowser, VisitedPage } from './demo-browser.ts';

/**
 * Chooses a demo person on the development issuer's page, as a person would: where the browser stands at that page, the
 * form is sent and what follows is followed. Works for the page's sign-in and, with a browser that stops at the way back,
 * for the command line's.
 * @param page where the browser stands
 * @throws Error with what the page says where it is not the sign-in page, or the person is not on it
 */
export async function signInAs(browser: DemoBrowser, page: VisitedPage, subject: string): Promise<VisitedPage> {
  const interaction = /<input type="hidden" name="interaction" value="([A-Za-z0-9_-]+)">/.exec(page.body)?.[1];
  if (interaction === undefined)
    throw new Error(
      `${page.url.href} (${page.status}) is not the sign-in page of the development identity provider: ${firstWords(page)}`,
    );
  if (!page.body.includes(`name="person" value="${subject}"`))
    throw new Error(`The development identity provider has nobody with the subject "${subject}".`);
  return browser.post(new URL('/sign-in', page.url), { interaction, person: subject });
}

function firstWords(page: VisitedPage): string {
  const words = page.body.replace(/<style>[^<]*<\/style>/g, '').replace(/<[^>]*>/g, ' ');
  return words.replace(/\s+/g, ' ').trim().slice(0, 200);
}
