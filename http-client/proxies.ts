import { BlockList, isIP } from 'node:net';

/** What the usual variables say about proxies. */
export interface Proxies {
  readonly http?: URL;
  readonly https?: URL;
  /** Of NO_PROXY, and this machine itself. */
  readonly exceptions: readonly ProxyException[];
}

export type ProxyException =
  | { readonly kind: 'everything' }
  /** A host and what is below it; without a port, at any. */
  | { readonly kind: 'host'; readonly name: string; readonly port?: string }
  /** An address or a network such as 10.0.0.0/8. */
  | { readonly kind: 'network'; readonly addresses: BlockList; readonly port?: string };

/** As in Go: a proxy elsewhere could not reach this machine's loopback, so it is never asked to. */
const thisMachine = 'localhost 127.0.0.0/8 ::1';

/**
 * HTTP_PROXY, HTTPS_PROXY and NO_PROXY, in lower case too (which wins, as with curl). Read here and not by undici's
 * EnvHttpProxyAgent, which takes no networks (10.0.0.0/8) in NO_PROXY, no `::1`, and HTTP_PROXY for https:// too.
 * @throws Error that names a variable that is no address of a proxy, without its value, which may hold a password
 */
export function readProxies(environment: NodeJS.ProcessEnv): Proxies {
  const variable = (name: string) => environment[name.toLowerCase()] || environment[name] || undefined;
  const proxy = (name: string) => {
    const value = variable(name);
    return value === undefined ? undefined : readProxy(name, value);
  };
  const exceptions = `${thisMachine} ${variable('NO_PROXY') ?? ''}`.split(/[\s,]+/).filter((entry) => entry !== '');
  return { http: proxy('HTTP_PROXY'), https: proxy('HTTPS_PROXY'), exceptions: exceptions.map(readException) };
}

/** The proxy for an address, or undefined where it is reached directly. */
export function proxyFor(url: URL, { http, https, exceptions }: Proxies): URL | undefined {
  const proxy = url.protocol === 'https:' ? https : http;
  return proxy && !exceptions.some((exception) => excepts(exception, url)) ? proxy : undefined;
}

export function proxyPasswords({ http, https }: Proxies): readonly string[] {
  return [http, https].flatMap((proxy) => (proxy?.password ? [decodeURIComponent(proxy.password)] : []));
}

function readProxy(name: string, value: string): URL {
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `http://${value}`;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url;
  throw new Error(`${name} is not the address of an HTTP proxy. Write http://host:port, or unset it.`);
}

function readException(entry: string): ProxyException {
  if (entry === '*') return { kind: 'everything' };
  const [, bracketed, plain, port] = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d+))?$/.exec(entry) ?? [];
  const host = bracketed ?? plain ?? entry;
  const network = readNetwork(host);
  if (network) return { kind: 'network', addresses: network, port };
  return { kind: 'host', name: host.toLowerCase().replace(/^\*?\./, ''), port };
}

function readNetwork(text: string): BlockList | undefined {
  const [address = '', bits] = text.split('/');
  const version = isIP(address);
  if (version === 0) return undefined;
  const family = version === 4 ? 'ipv4' : 'ipv6';
  const addresses = new BlockList();
  const prefix = bits === undefined ? (version === 4 ? 32 : 128) : Number(bits);
  if (!Number.isInteger(prefix) || prefix < 0 || prefix > (version === 4 ? 32 : 128)) return undefined;
  addresses.addSubnet(address, prefix, family);
  return addresses;
}

function excepts(exception: ProxyException, url: URL): boolean {
  if (exception.kind === 'everything') return true;
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  if (exception.port !== undefined && exception.port !== port) return false;
  const host = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  switch (exception.kind) {
    case 'host':
      return host === exception.name || host.endsWith(`.${exception.name}`);
    case 'network': {
      const version = isIP(host);
      return version !== 0 && exception.addresses.check(host, version === 4 ? 'ipv4' : 'ipv6');
    }
    default:
      return exception satisfies never;
  }
}
