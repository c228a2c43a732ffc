import { z } from 'zod';

const LabelName = z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/, 'a label name has letters, digits and _ only');
const ServiceName = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9._-]{0,61}[a-z0-9])?$/, 'a service name has lower-case letters, digits, ".", "_" and "-"');

/** Which series to take: a metric and its labels. `$service` in a value stands for the service's name. */
export const MetricSelector = z.strictObject({
  metric: z.string().regex(/^[a-zA-Z_:][a-zA-Z0-9_:]*$/, 'a metric name has letters, digits, _ and : only'),
  labels: z.record(LabelName, z.union([z.string(), z.strictObject({ matches: z.string().min(1) })])).default({}),
});
export type MetricSelector = z.infer<typeof MetricSelector>;

/** Where a service's golden signals are found. What is not told is reported as not configured, never guessed. */
export const GoldenSignalSelectors = z.strictObject({
  /** A counter of requests. */
  requests: MetricSelector.optional(),
  /** A counter of the requests that failed. */
  errors: MetricSelector.optional(),
  /** The `_bucket` series of a latency histogram, in seconds. */
  latency: MetricSelector.optional(),
  /** Gauges of what runs out: pools, queues, memory. */
  saturation: z
    .array(z.strictObject({ name: z.string().min(1), used: MetricSelector, limit: MetricSelector }))
    .default([]),
  /** `up` of the service's instances. */
  instances: MetricSelector.optional(),
  /** The label that tells a version, where instances carry one. */
  versionLabel: LabelName.optional(),
});
export type GoldenSignalSelectors = z.infer<typeof GoldenSignalSelectors>;

const CatalogueEntry = z.strictObject({
  owner: z.string().min(1).optional(),
  description: z.string().optional(),
  /** Services that this one calls and waits for. */
  dependencies: z.array(ServiceName).default([]),
  selectors: GoldenSignalSelectors.optional(),
});

/** The services: owners, dependencies, selectors. */
export const Catalogue = z.strictObject({
  /** For services that have no `selectors` of their own. */
  defaults: z.strictObject({ selectors: GoldenSignalSelectors.optional() }).default({}),
  /** Which groups of the identity provider speak for an owner. Without one nobody can approve for them. */
  owners: z.record(z.string().min(1), z.strictObject({ groups: z.array(z.string().min(1)).min(1) })).default({}),
  services: z.record(ServiceName, CatalogueEntry).default({}),
});
export type Catalogue = z.infer<typeof Catalogue>;

/** A service's selectors with `$service` filled in, or undefined where the catalogue has none for it. */
export function selectorsOf(catalogue: Catalogue, service: string): GoldenSignalSelectors | undefined {
  const selectors = catalogue.services[service]?.selectors ?? catalogue.defaults.selectors;
  if (!selectors || !Object.hasOwn(catalogue.services, service)) return undefined;
  const fill = (selector: MetricSelector): MetricSelector => ({
    metric: selector.metric,
    labels: Object.fromEntries(
      Object.entries(selector.labels).map(([name, value]) => [name, value === '$service' ? service : value]),
    ),
  });
  const fillOptional = (selector: MetricSelector | undefined) => selector && fill(selector);
  return {
    ...selectors,
    requests: fillOptional(selectors.requests),
    errors: fillOptional(selectors.errors),
    latency: fillOptional(selectors.latency),
    instances: fillOptional(selectors.instances),
    saturation: selectors.saturation.map(({ name, used, limit }) => ({ name, used: fill(used), limit: fill(limit) })),
  };
}

/** All services that a service waits for, directly or through others, nearest first, itself left out. */
export function dependenciesOf(catalogue: Catalogue, service: string): string[] {
  const found: string[] = [];
  const seen = new Set([service]);
  let frontier = [service];
  while (frontier.length > 0) {
    const next: string[] = [];
    for (const name of frontier) {
      for (const dependency of catalogue.services[name]?.dependencies ?? []) {
        if (seen.has(dependency)) continue;
        seen.add(dependency);
        found.push(dependency);
        next.push(dependency);
      }
    }
    frontier = next;
  }
  return found;
}
