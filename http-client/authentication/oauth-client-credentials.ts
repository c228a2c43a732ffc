import { HttpFailure } from '../http-failure.ts';
import type { HttpHeaders } from '../http-request.ts';
import type { Authorisation } from './authorisation.ts';
import type { ClientCredentialsAuthentication } from './authentication.ts';
import { type AccessToken, type TokenEndpointParts, requestToken } from './request-token.ts';

/** A token younger than this that is refused would be refused again: it is not its age. */
const minimumAgeMilliseconds = 10_000;

export interface ClientCredentialsParts extends TokenEndpointParts {
  readonly nowMilliseconds: () => number;
}

/**
 * OAuth 2.0 client credentials: one token for all requests, fetched anew a little before it expires, or when it is
 * refused. Requests that need a token at the same time wait for the same one.
 */
export function createClientCredentials(
  settings: ClientCredentialsAuthentication,
  parts: ClientCredentialsParts,
): Authorisation {
  const { nowMilliseconds } = parts;
  let token: AccessToken | undefined;
  let pending: Promise<AccessToken> | undefined;

  const fetchToken = () =>
    (pending ??= requestToken(settings, parts).then(
      (fetched) => {
        pending = undefined;
        return (token = fetched);
      },
      (error: unknown) => {
        pending = undefined;
        throw error;
      },
    ));

  async function currentToken(signal: AbortSignal): Promise<AccessToken> {
    if (token && nowMilliseconds() < token.renewAt) return token;
    try {
      return await unlessAborted(fetchToken(), signal);
    } catch (error) {
      // Renewed early, so that a short outage of the token endpoint is not one of the target.
      if (token && nowMilliseconds() < token.expiresAt && error instanceof HttpFailure) return token;
      throw error;
    }
  }

  const headersFor = ({ value }: AccessToken): HttpHeaders => ({ authorization: `Bearer ${value}` });

  return {
    authorise: async (_, signal) => headersFor(await currentToken(signal)),
    async refresh(refused) {
      if (token && headersFor(token)['authorization'] === refused['authorization']) {
        if (nowMilliseconds() - token.issuedAt < minimumAgeMilliseconds) return false;
        token = undefined;
        await settings.clientSecret.readAgain();
      }
      return true;
    },
  };
}

/** The work goes on: others wait for it too. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  let stop = () => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason as Error);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
