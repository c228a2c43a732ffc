import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeOf, requestAddress } from '#http-client/request-address';

describe('where a request goes', () => {
  it.each([
    ['http://x:9090', 'api/v1/query', 'http://x:9090/api/v1/query'],
    ['http://x:9090/', 'api/v1/query', 'http://x:9090/api/v1/query'],
    // prestodb/presto#26733: the path of a VictoriaMetrics address was replaced.
    ['http://x/select/1:1/prometheus', 'api/v1/query', 'http://x/select/1:1/prometheus/api/v1/query'],
    ['http://x/prom/', 'api/v1/query', 'http://x/prom/api/v1/query'],
    // perses/perses#1523: a Thanos that is asked not to deduplicate.
    ['http://x/prom?dedup=false', 'api/v1/query', 'http://x/prom/api/v1/query?dedup=false'],
    ['http://x/a%2Fb', 'c%2Fd', 'http://x/a%2Fb/c%2Fd'],
    ['http://x/hook?token=t', undefined, 'http://x/hook?token=t'],
    ['http://x/hook/', undefined, 'http://x/hook/'],
  ])('%s and %s give %s', (address, path, expected) => {
    expect(requestAddress(address, path).href).toBe(expected);
  });

  it('the parameters of the address come first, and those of the request never replace them', () => {
    const url = requestAddress('http://x/prom?tenant=a', 'api/v1/query', [
      ['query', 'a + b & c'],
      ['tenant', 'b'],
    ]);
    expect(url.search).toBe('?tenant=a&query=a+%2B+b+%26+c&tenant=b');
  });

  it.each(['../admin', 'a/../../admin', 'a/./b', '%2e%2e/admin', 'a/.%2E'])('a path as %s is refused', (path) => {
    expect(() => requestAddress('http://x/prom', path)).toThrow('leads out of the configured address');
  });

  it('whatever a name is, encoded it stays below the address', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (name) => {
        fc.pre(!/^\.{1,2}$/.test(name));
        const url = requestAddress('https://x/prom?tenant=a', `label/${encodeURIComponent(name)}/values`);
        expect(url.origin).toBe('https://x');
        expect(url.pathname.startsWith('/prom/label/') && url.pathname.endsWith('/values')).toBe(true);
        expect(url.search).toBe('?tenant=a');
        expect(url.hash).toBe('');
      }),
    );
  });

  it('people see it without query and last slash', () => {
    expect(placeOf('https://x:8443/prom/?token=t')).toBe('https://x:8443/prom');
    expect(placeOf('https://x')).toBe('https://x');
  });
});
