import { createDispatchers, type Dispatchers } from './dispatchers.ts';
import { exchange, type WireEnd, type WireRequest } from './exchange.ts';
import { failureOf } from './failure-of.ts';
import { HttpFailure } from './http-failure.ts';
import type { Proxies } from './proxies.ts';
import { isSameIdentity, readTlsIdentity, secureContextOf, type TlsIdentity, type TlsSources } from './tls-identity.ts';

/** Connections, kept open between requests and made anew when a certificate changes. */
export interface Transport {
  /** Sends once. @throws the signal's reason when it aborts */
  exchange(request: WireRequest): Promise<WireEnd>;
  /** Running requests end first. */
  close(): Promise<void>;
}

export function createTransport(proxies: Proxies, tls: TlsSources): Transport {
  let current: { readonly identity: TlsIdentity; readonly dispatchers: Dispatchers } | undefined;
  let closing: Promise<void> | undefined;

  async function dispatchersNow(): Promise<Dispatchers> {
    const identity = await readTlsIdentity(tls);
    if (closing) throw new HttpFailure({ kind: 'no_answer', reason: 'this client is closed' });
    if (current && isSameIdentity(current.identity, identity)) return current.dispatchers;
    const dispatchers = createDispatchers(proxies, secureContextOf(identity));
    // What runs on the old connections ends there.
    void current?.dispatchers.close();
    current = { identity, dispatchers };
    return dispatchers;
  }

  return {
    async exchange(request) {
      let dispatchers: Dispatchers;
      try {
        dispatchers = await dispatchersNow();
      } catch (error) {
        return { kind: 'failure', failure: failureOf(error, undefined), closedBeforeAnswer: false };
      }
      return exchange(dispatchers.for(request.url), request);
    },
    close: () => (closing ??= current?.dispatchers.close() ?? Promise.resolve()),
  };
}
