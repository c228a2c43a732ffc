import { describe, expect, it } from 'vitest';
import { printed, problemsOf, warningsOf } from './problems.ts';

const integration = (environment: string) =>
  `integrations:\n  main:\n    source: alertmanager\n    authentication: { bearer: { env: X } }\n    environment: ${environment}\n`;
const metrics = 'toolServers:\n  metrics:\n    environments: { production: { adapter: prometheus, url: http://x } }\n';

describe('parts that do not fit together are', () => {
  it('refused: a dependency that is no service, with the nearest', () => {
    expect(
      printed('catalogue:\n  services:\n    checkout:\n      dependencies: [paymets, stock]\n    payments: {}'),
    ).toEqual([
      'holdfast.yaml:6:22: error: catalogue.services.checkout.dependencies[0]: no service "paymets" in the catalogue. Did you mean payments?',
      'holdfast.yaml:6:31: error: catalogue.services.checkout.dependencies[1]: no service "stock" in the catalogue. Add stock to catalogue.services, or remove it here.',
    ]);
  });

  it('refused: a service that depends on itself', () => {
    expect(problemsOf('catalogue: { services: { a: { dependencies: [a] } } }')).toMatchObject([
      { problem: 'a depends on itself', line: 3 },
    ]);
  });

  it('refused: masking patterns that do not compile or have one name', () => {
    const patterns = '[{ name: x, pattern: "(" }, { name: x, pattern: a }]';
    expect(problemsOf(`masking: { patterns: ${patterns} }`)).toMatchObject([
      { path: 'masking.patterns[0].pattern', problem: expect.stringContaining('does not compile') },
      { path: 'masking.patterns[1].name', problem: 'a second pattern "x"' },
    ]);
  });

  it('refused: a scrape interval of nothing', () => {
    const text = metrics.replace('url: http://x', 'url: http://x, scrapeInterval: 0s');
    expect(problemsOf(text)).toMatchObject([{ path: 'toolServers.metrics.environments.production.scrapeInterval' }]);
  });

  it('warned of: an integration whose environment has no back end', () => {
    expect(warningsOf(integration('prodution') + metrics)).toMatchObject([
      {
        severity: 'warning',
        path: 'integrations.main.environment',
        line: 7,
        column: 18,
        remedy: 'Did you mean production?',
      },
    ]);
    expect(warningsOf(integration('production') + metrics)).toEqual([]);
  });

  it('warned of: reported changes that nobody can report', () => {
    const deployments = 'toolServers: { deployments: { environments: { production: { adapter: reported } } } }';
    expect(warningsOf(deployments)).toMatchObject([{ remedy: 'Set gateway.changes.bearer.' }]);
    expect(warningsOf(`${deployments}\ngateway: { changes: { bearer: { env: X } } }`)).toEqual([]);
  });

  it('warned of: a service whose golden signals nothing tells', () => {
    expect(warningsOf(`${metrics}catalogue: { services: { a: {} } }`)).toMatchObject([
      { path: 'catalogue.services.a' },
    ]);
    expect(
      warningsOf(`${metrics}catalogue: { services: { a: {} }, defaults: { metrics: { requests: { metric: a } } } }`),
    ).toEqual([]);
  });

  it('refused: owners told where there is nothing, with the nearest, or twice', () => {
    const text = `notifications:
  destinations: { pager: { kind: terminal } }
  owners:
    shop: [pagr, chat, pager, pager]
catalogue: { services: { checkout: { owner: shop } } }`;
    expect(printed(text)).toEqual([
      'holdfast.yaml:6:12: error: notifications.owners.shop[0]: no destination "pagr". Did you mean pager?',
      'holdfast.yaml:6:18: error: notifications.owners.shop[1]: no destination "chat". Add chat to notifications.destinations, or remove it here.',
      'holdfast.yaml:6:31: error: notifications.owners.shop[3]: pager is listed twice, so it would notify shop twice. Remove one of them.',
    ]);
  });

  it('refused: the name of what every object has as a destination', () => {
    expect(problemsOf('notifications: { owners: { shop: [constructor] } }')).toMatchObject([
      { problem: 'no destination "constructor"' },
    ]);
  });

  it('warned of: owners that own nothing', () => {
    const text = (owner: string) =>
      `notifications: { destinations: { log: { kind: terminal } }, owners: { ${owner}: [log] } }\ncatalogue: { services: { checkout: { owner: team-shop } } }`;
    expect(warningsOf(text('team-shp'))).toMatchObject([
      { path: 'notifications.owners.team-shp', line: 3, remedy: 'Did you mean team-shop?' },
    ]);
    expect(warningsOf(text('team-shop'))).toEqual([]);
  });

  it('refused: a webhook to which messages would travel unencrypted', () => {
    const text = `notifications: { destinations: { pager: { kind: webhook, url: "http://pager.example.com/in" } } }`;
    const problem = 'messages would travel to pager.example.com unencrypted';
    expect(problemsOf(text)).toMatchObject([{ path: 'notifications.destinations.pager.url', problem }]);
  });

  it.each(['https://pager.example.com/in', 'http://127.0.0.1:8080/in', 'http://[::1]:8080/in', 'http://localhost/in'])(
    'accepted: the webhook %s',
    (url) => {
      expect(warningsOf(`notifications: { destinations: { pager: { kind: webhook, url: "${url}" } } }`)).toEqual([]);
    },
  );

  it('refused: a header for who is looking that anybody could write', () => {
    expect(printed('gateway: { userHeader: x-user }')).toEqual([
      'holdfast.yaml:3:24: error: gateway.userHeader: anyone who can reach the pages could impersonate any user by setting x-user. Put a proxy that signs people in before it and set authenticatedByProxy: true, or remove it.',
    ]);
    expect(warningsOf('gateway: { userHeader: x-user, authenticatedByProxy: true }')).toEqual([]);
  });
});
