import type { Authorisation } from './authorisation.ts';

/** Adds nothing to a request: there is nothing to authenticate with, or the connection does it (a client certificate). */
export const noAuthorisation: Authorisation = {
  authorise: () => Promise.resolve({}),
  refresh: () => Promise.resolve(false),
};
