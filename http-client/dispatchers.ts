import type { SecureContext } from 'node:tls';
import { Agent, ProxyAgent } from 'undici';
import type { Route } from './exchange.ts';
import { type Proxies, proxyFor } from './proxies.ts';
import { connectTimeoutMilliseconds } from './time-limits.ts';

/** Connections to one server; more requests wait for a free one. */
const connections = 32;

/** Connections that share a TLS identity, directly and through proxies. */
export interface Dispatchers {
  for(url: URL): Route;
  /** Running requests end first. */
  close(): Promise<void>;
}

export function createDispatchers(proxies: Proxies, secureContext: SecureContext | undefined): Dispatchers {
  const connect = {
    timeout: connectTimeoutMilliseconds,
    secureContext,
    // Also where NODE_TLS_REJECT_UNAUTHORIZED=0 stands in the environment.
    rejectUnauthorized: true,
    // Node gives the first address of a name 250 ms, which is too short for a distant one.
    autoSelectFamilyAttemptTimeout: 1_000,
  };
  const direct = new Agent({ connect, connections });
  const proxied = new Map<string, ProxyAgent>();

  const through = (proxy: URL): ProxyAgent => {
    const known = proxied.get(proxy.href);
    if (known) return known;
    const { username, password, origin } = proxy;
    const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    const made = new ProxyAgent({
      uri: origin,
      token: username === '' ? undefined : `Basic ${Buffer.from(credentials).toString('base64')}`,
      // Tunnels are for https:// alone: many proxies allow them to port 443 only.
      proxyTunnel: false,
      requestTls: connect,
      proxyTls: { timeout: connectTimeoutMilliseconds, rejectUnauthorized: true },
      connections,
    });
    proxied.set(proxy.href, made);
    return made;
  };

  return {
    for(url) {
      const proxy = proxyFor(url, proxies);
      return proxy ? { dispatcher: through(proxy), proxy } : { dispatcher: direct };
    },
    async close() {
      await Promise.all([direct, ...proxied.values()].map((dispatcher) => dispatcher.close()));
    },
  };
}
