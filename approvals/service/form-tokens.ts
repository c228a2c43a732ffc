import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { LRUCache } from 'lru-cache';

/** Pages that are remembered as shown. */
const SHOWN_LIMIT = 10_000;
const SHOWN_MILLISECONDS = 60 * 60 * 1000;
/** A form that lay open longer shows something old. */
const FORM_MILLISECONDS = 12 * 60 * 60 * 1000;

export type ReadToken =
  /** @property shownMilliseconds since the page was first shown to this browser */
  { readonly kind: 'ours'; readonly shownMilliseconds: number } | { readonly kind: 'refused'; readonly reason: string };

/** What a form of ours carries, so that no other page can send it: bound to the browser and to the page it stands on. */
export interface FormTokens {
  issue(browser: string, page: string): string;
  read(token: string | undefined, browser: string | undefined, page: string): ReadToken;
}

const refused = {
  kind: 'refused',
  reason: 'This form is not one that was shown in this browser since the service started. Load the page again.',
} as const;

/** Tokens of one process: a restart makes the forms of before void. */
export function createFormTokens(now: () => Date): FormTokens {
  const key = randomBytes(32);
  // The first time, not the last: a page that loads itself again is not looked at anew.
  const firstShown = new LRUCache<string, number>({ max: SHOWN_LIMIT, ttl: SHOWN_MILLISECONDS });
  const seal = (at: string, browser: string, page: string) =>
    createHmac('sha256', key)
      .update(JSON.stringify([at, browser, page]))
      .digest();
  return {
    issue(browser, page) {
      const place = `${browser} ${page}`;
      const known = firstShown.get(place);
      const at = known ?? now().getTime();
      // Not again: that would renew its life, and the form would grow too old to be taken.
      if (known === undefined) firstShown.set(place, at);
      return `${at}.${seal(String(at), browser, page).toString('base64url')}`;
    },
    read(token, browser, page) {
      const [, at, sealed] = /^(\d{1,15})\.([A-Za-z0-9_-]{43})$/.exec(token ?? '') ?? [];
      if (at === undefined || sealed === undefined || browser === undefined) return refused;
      const given = Buffer.from(sealed, 'base64url');
      const expected = seal(at, browser, page);
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) return refused;
      const shownMilliseconds = now().getTime() - Number(at);
      if (shownMilliseconds > FORM_MILLISECONDS) return refused;
      return { kind: 'ours', shownMilliseconds: Math.max(0, shownMilliseconds) };
    },
  };
}
