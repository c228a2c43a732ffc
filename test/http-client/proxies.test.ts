import { describe, expect, it } from 'vitest';
import { proxyFor, readProxies } from '#http-client/proxies';

const proxy = 'http://proxy.example:3128';
const route = (environment: NodeJS.ProcessEnv, url: string) => proxyFor(new URL(url), readProxies(environment))?.href;

describe('the proxy for an address', () => {
  it.each([
    [{ HTTP_PROXY: proxy }, 'http://x', true],
    [{ http_proxy: proxy }, 'http://x', true],
    [{ HTTPS_PROXY: proxy }, 'https://x', true],
    [{ https_proxy: proxy }, 'https://x', true],
    [{ HTTPS_PROXY: proxy }, 'http://x', false],
    [{ HTTP_PROXY: proxy }, 'https://x', false],
    [{ HTTP_PROXY: 'proxy.example:3128' }, 'http://x', true],
    [{ HTTP_PROXY: '' }, 'http://x', false],
    [{}, 'http://x', false],
  ])('%j is used for %s: %s', (environment, url, used) => {
    expect(route(environment, url)).toBe(used ? `${proxy}/` : undefined);
  });

  it.each([
    ['*', 'http://x', false],
    ['example.com', 'http://example.com', false],
    ['example.com', 'http://a.example.com', false],
    ['example.com', 'http://badexample.com', true],
    ['.example.com', 'http://a.example.com', false],
    ['*.example.com', 'http://a.example.com', false],
    ['EXAMPLE.com', 'http://a.Example.COM.', false],
    ['other.com,example.com', 'http://example.com', false],
    ['other.com  example.com', 'http://example.com', false],
    ['example.com:9090', 'http://example.com:9090', false],
    ['example.com:9090', 'http://example.com:9091', true],
    ['example.com:80', 'http://example.com', false],
    ['example.com:443', 'https://example.com', false],
    ['.svc,.cluster.local', 'http://prometheus.monitoring.svc:9090', false],
    // fluent/fluent-bit#6242, curl/curl#9773: networks in NO_PROXY, as every cluster has them.
    ['10.0.0.0/8', 'http://10.96.3.4:9090', false],
    ['10.0.0.0/8', 'http://11.96.3.4:9090', true],
    ['10.0.0.0/8', 'http://10.example.com', true],
    ['192.168.1.5', 'http://192.168.1.5', false],
    ['192.168.1.5:9090', 'http://192.168.1.5:9091', true],
    ['fd00::/8', 'http://[fd12::1]:9090', false],
    ['fd12::1', 'http://[fd12::1]:9090', false],
    ['[fd12::1]:9090', 'http://[fd12::1]:9090', false],
    ['[fd12::1]:9090', 'http://[fd12::1]:9091', true],
    ['10.0.0.0/99', 'http://10.0.0.1', true],
  ])('with NO_PROXY=%s goes to %s through the proxy: %s', (exceptions, url, used) => {
    const environment = { HTTP_PROXY: proxy, HTTPS_PROXY: proxy, NO_PROXY: exceptions };
    expect(route(environment, url)).toBe(used ? `${proxy}/` : undefined);
    expect(route({ http_proxy: proxy, https_proxy: proxy, no_proxy: exceptions }, url)).toBe(
      used ? `${proxy}/` : undefined,
    );
  });

  it.each(['http://localhost:9090', 'http://127.0.0.1:9090', 'http://127.8.0.1', 'http://[::1]:9090'])(
    'is never asked for this machine itself: %s',
    (url) => {
      expect(route({ HTTP_PROXY: proxy }, url)).toBeUndefined();
    },
  );

  it.each(['socks5://user:PASSWORD@proxy', 'http://', 'ftp://proxy', 'http://a b'])(
    'that is none is named by its variable, without its value: %s',
    (value) => {
      const read = () => readProxies({ HTTPS_PROXY: value });
      expect(read).toThrow(
        /^HTTPS_PROXY is not the address of an HTTP proxy\. Write http:\/\/host:port, or unset it\.$/,
      );
    },
  );
});
