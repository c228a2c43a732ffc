import { LRUCache } from 'lru-cache';
import { digestOfToken, newToken } from './browser-cookies.ts';
import type { SignedInPerson } from '../sign-in-port.ts';

const SESSIONS = 10_000;
const IDLE_MILLISECONDS = 30 * 60 * 1000;
const ABSOLUTE_MILLISECONDS = 8 * 60 * 60 * 1000;

/** Who has signed in in a browser. In memory alone: a restart signs everybody out. */
export interface Session {
  /** Name of the identity provider that says so: nobody is anybody elsewhere. */
  readonly issuer: string;
  readonly signedIn: Omit<SignedInPerson, 'idToken'>;
}

export interface Sessions {
  /** @returns the token of a new session */
  open(session: Session): string;
  get(token: string | undefined): Session | undefined;
  close(token: string | undefined): void;
}

/** Sessions end 30 minutes after they were last used, and 8 hours after they began. */
export function createSessions(now: () => Date): Sessions {
  const sessions = new LRUCache<string, { readonly session: Session; readonly openedAt: number; usedAt: number }>({
    max: SESSIONS,
  });
  return {
    open({ issuer, signedIn: { by, groups, authTime } }) {
      const token = newToken();
      const at = now().getTime();
      const session = { issuer, signedIn: { by, groups, authTime } };
      sessions.set(digestOfToken(token), { session, openedAt: at, usedAt: at });
      return token;
    },
    get(token) {
      if (token === undefined) return undefined;
      const key = digestOfToken(token);
      const entry = sessions.get(key);
      if (!entry) return undefined;
      const at = now().getTime();
      if (at - entry.usedAt > IDLE_MILLISECONDS || at - entry.openedAt > ABSOLUTE_MILLISECONDS) {
        sessions.delete(key);
        return undefined;
      }
      entry.usedAt = at;
      return entry.session;
    },
    close(token) {
      if (token !== undefined) sessions.delete(digestOfToken(token));
    },
  };
}
