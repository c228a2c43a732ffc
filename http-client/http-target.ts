import type { Authentication } from './authentication/authentication.ts';
import type { Proxies } from './proxies.ts';
import type { Secret } from './secret.ts';

/** One place to ask, and everything that asking it needs. */
export interface HttpTarget {
  /** `https://mimir.example.com/prometheus?tenant=shop`: path and query belong to every request. No credentials. */
  readonly url: string;
  readonly authentication: Authentication;
  /** Sent with every request, beside those of the request itself. */
  readonly headers?: Readonly<Record<string, string | Secret>>;
  /** PEM: certificate authorities to trust beside those that Node trusts. */
  readonly ca?: Secret | string;
  /** Default: those of this process's environment. */
  readonly proxies?: Proxies;
  /** Gets each secret that the settings do not hold, such as an access token, before it is used, and what it belongs to. */
  readonly onSecret?: (source: string, value: string) => void;
}
