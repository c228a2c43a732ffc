import { describe, expect, it } from 'vitest';
import { Catalogue } from '#configuration/catalogue';
import { createLocator } from '#configuration/locate';
import { printed, warningsOf } from './problems.ts';

const catalogue = Catalogue.parse({
  defaults: {
    facts: { namespace: 'shop' },
    metrics: {
      requests: {
        metric: 'requests',
        labels: { job: '$namespace/$service', cost: '5$$', who: '$owner', at: '$environment' },
      },
      errors: { metric: 'errors', labels: { job: { matches: '$namespace/($service|$service-canary)$' } } },
    },
  },
  services: {
    'pay.ments': { owner: 'money', facts: { namespace: 'bank' } },
    stock: { owner: 'shop', metrics: { backEnd: 'databases' }, infrastructure: { backEnd: 'east' } },
    ledger: { owner: 'shop', metrics: { requests: { metric: 'grpc' } } },
  },
});
const metrics = createLocator(catalogue, 'metrics');
const metricsOf = (service: string) => metrics.settings(service, 'staging');

describe('where a service is found', () => {
  it('has the facts of the service filled in anywhere, and in a pattern literally', () => {
    expect(metricsOf('pay.ments')).toMatchObject({
      requests: { labels: { job: 'bank/pay.ments', cost: '5$', who: 'money', at: 'staging' } },
      errors: { labels: { job: { matches: 'bank/(pay\\.ments|pay\\.ments-canary)$' } } },
    });
  });

  it('is that of all services where a service names its back end alone', () => {
    expect(metrics.backEnd('stock')).toBe('databases');
    expect(metricsOf('stock')).toMatchObject({ requests: { labels: { job: 'shop/stock' } } });
  });

  it('is its own, and nothing of the defaults, where it has one', () => {
    expect(metricsOf('ledger')).toEqual({ requests: { metric: 'grpc', labels: {} }, saturation: [] });
  });

  it('is a back end also where the catalogue says nothing else, in a server that needs nothing else', () => {
    expect(createLocator(catalogue, 'infrastructure').backEnd('stock')).toBe('east');
  });

  it('is no back end for a service that the catalogue does not know, though the defaults name one', () => {
    const named = Catalogue.parse({
      defaults: { metrics: { backEnd: 'apps' } },
      services: { stock: { owner: 'shop' } },
    });
    expect(['stock', 'stranger', '__proto__'].map(createLocator(named, 'metrics').backEnd)).toEqual([
      'apps',
      undefined,
      undefined,
    ]);
  });

  it('is refused for a service that the catalogue does not know, with the nearest', () => {
    expect(() => metricsOf('stok')).toThrow('The catalogue has no service "stok". Names like it: stock.');
    expect(() => metricsOf('__proto__')).toThrow('The catalogue has no service');
  });
});

describe('a locator is refused', () => {
  const withLabels = (labels: string) =>
    `catalogue:\n  services:\n    a:\n      metrics: { requests: { metric: m, labels: ${labels} } }`;

  it('with a fact that its service does not have', () => {
    expect(printed(withLabels('{ job: $namspace/$service }'))).toEqual([
      expect.stringContaining('a has no fact "namspace" for $namspace'),
    ]);
  });

  it('with a pattern that back ends do not take: RE2 has no look-behind and no back-reference', () => {
    for (const pattern of ["'(?<=x)y'", "'(a)\\1'", "'('"]) {
      expect(printed(withLabels(`{ code: { matches: ${pattern} } }`))).toEqual([expect.stringContaining('RE2')]);
    }
    expect(warningsOf(withLabels("{ code: { matches: '5..|$service' } }"))).toEqual([]);
  });

  it('with a back end that its server has nowhere', () => {
    const server = 'toolServers: { metrics: { environments: { live: { adapter: prometheus, url: "http://x" } } } }\n';
    const locator = 'catalogue: { services: { a: { metrics: { backEnd: promethues, requests: { metric: m } } } } }';
    expect(printed(server + locator)).toEqual([
      expect.stringContaining('metrics has no back end "promethues" in any environment. Did you mean "prometheus"?'),
    ]);
    expect(warningsOf(server + locator.replace('promethues', 'prometheus'))).toEqual([]);
  });
});

it('two back ends of an environment need names of their own', () => {
  const two =
    'toolServers: { metrics: { environments: { live: [{ adapter: prometheus, url: "http://x" }, { adapter: prometheus, url: "http://y" }] } } }';
  expect(printed(two)).toEqual([expect.stringContaining('a second back end "prometheus"')]);
  expect(warningsOf(two.replace('{ adapter', '{ name: apps, adapter'))).toEqual([]);
});
