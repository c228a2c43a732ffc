import { describe, expect, it } from 'vitest';
import { printed, problemsOf, warningsOf } from './problems.ts';

const integration = (environment: string) =>
  `integrations:\n  main:\n    source: alertmanager\n    authentication: { bearer: { env: X } }\n    environment: ${environment}\n`;
const metrics =
  'toolServers:\n  metrics:\n    adapter: prometheus\n    environments: { production: { url: http://x } }\n';

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
    const deployments = 'toolServers: { deployments: { adapter: reported, environments: [] } }';
    expect(warningsOf(deployments)).toMatchObject([{ remedy: 'Set gateway.changes.bearer.' }]);
    expect(warningsOf(`${deployments}\ngateway: { changes: { bearer: { env: X } } }`)).toEqual([]);
  });

  it('warned of: a service whose golden signals nothing tells', () => {
    expect(warningsOf(`${metrics}catalogue: { services: { a: {} } }`)).toMatchObject([
      { path: 'catalogue.services.a' },
    ]);
    expect(warningsOf(`${metrics}catalogue: { services: { a: {} }, defaults: { selectors: {} } }`)).toEqual([]);
  });
});
