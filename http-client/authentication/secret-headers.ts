import { HttpFailure } from '../http-failure.ts';
import type { HttpHeaders } from '../http-request.ts';
import type { Secret } from '../secret.ts';
import type { Authorisation } from './authorisation.ts';

/**
 * Headers made of secrets, the same for every request until one of the secrets changes.
 * @param compose gives the headers from the secrets' current values
 */
export function createSecretHeaders(
  secrets: readonly Secret[],
  compose: () => HttpHeaders | Promise<HttpHeaders>,
): Authorisation {
  const current = async () => {
    const headers = await compose();
    for (const [name, value] of Object.entries(headers)) assertSendable(name, value);
    return headers;
  };
  return {
    authorise: current,
    async refresh(refused) {
      for (const secret of secrets) await secret.readAgain();
      const headers = await current();
      // Not only what readAgain() says: another request may have read the new value before this one was refused.
      return Object.entries(headers).some(([name, value]) => refused[name] !== value);
    },
  };
}

/** A line break in a value would end the header, and what follows would be another one. */
function assertSendable(name: string, value: string): void {
  if (/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) return;
  const reason = `the value of the header ${name} holds a line break or another character that no header can carry`;
  throw new HttpFailure({ kind: 'no_credentials', reason: `${reason}; check its secret`, retryable: false });
}
