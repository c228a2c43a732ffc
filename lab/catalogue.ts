import type { z } from 'zod';
import type { Catalogue } from '#configuration/catalogue';
import type { GoldenSignalSelectors } from '#mcp/servers/metrics/locator';
import { services } from './services/index.ts';

const ofService = { service: '$service' };

const selectors: z.input<typeof GoldenSignalSelectors> = {
  requests: { metric: 'http_requests_total', labels: ofService },
  errors: { metric: 'http_requests_total', labels: { ...ofService, code: { matches: '5..' } } },
  latency: { metric: 'http_request_duration_seconds_bucket', labels: ofService },
  instances: { metric: 'up', labels: ofService },
  versionLabel: 'version',
};

/** The limited resources of the services that have one. */
const saturation: Readonly<Record<string, z.input<typeof GoldenSignalSelectors>['saturation']>> = {
  payments: [
    {
      name: 'ledger connections',
      used: { metric: 'pool_connections_in_use', labels: { ...ofService, pool: 'ledger' } },
      limit: { metric: 'pool_connections_max', labels: { ...ofService, pool: 'ledger' } },
    },
  ],
  queue: [
    {
      name: 'mail queue',
      used: { metric: 'queue_depth', labels: { ...ofService, queue: 'mail' } },
      limit: { metric: 'queue_capacity', labels: { ...ofService, queue: 'mail' } },
    },
  ],
};

/** Includes the locators, whose types the catalogue takes from the servers at run time. */
type LabCatalogue = z.input<typeof Catalogue> & {
  readonly defaults: { readonly metrics: z.input<typeof GoldenSignalSelectors> };
};

/** The lab's services as `holdfast.yaml` would list them. @param present the ones that run; default all */
export function labCatalogue(present: readonly string[] = services.map(({ name }) => name)): LabCatalogue {
  const entries = services
    .filter(({ name }) => present.includes(name))
    .map(({ name, owner, description, dependencies }) => [
      name,
      {
        owner,
        description,
        dependencies: dependencies.filter((dependency) => present.includes(dependency)),
        ...(saturation[name] ? { metrics: { ...selectors, saturation: saturation[name] } } : {}),
      },
    ]);
  return { defaults: { metrics: selectors }, services: Object.fromEntries(entries) };
}
