import { z } from 'zod';
import { builtInServers } from '#mcp/servers/index';
import { BackEndName } from '#settings/names';

const ServiceName = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9._-]{0,61}[a-z0-9])?$/, 'a service name has lower-case letters, digits, ".", "_" and "-"');

/** What `$name` stands for in locators, beside `$service`, `$environment` and `$owner`. */
const Facts = z
  .record(
    z.string().regex(/^[a-z][a-z0-9_]{0,30}$/, 'a fact is named with lower-case letters, digits and _'),
    z.string().min(1).max(200),
  )
  .default({});

/** Where a service is found in one kind of server, as the catalogue has it. */
export type Locator = Readonly<Record<string, unknown>> & { readonly backEnd?: string };

/** Locators by the name of their tool server. */
const locators: Readonly<Record<string, z.ZodType<Locator | undefined>>> = Object.fromEntries(
  builtInServers.map(({ name, locator }) => [
    name,
    z.strictObject({ ...locator.shape, backEnd: BackEndName.optional() }).optional(),
  ]),
);

const CatalogueEntry = z.strictObject({
  owner: z.string().min(1).optional(),
  description: z.string().optional(),
  /** Services that this one calls and waits for. */
  dependencies: z.array(ServiceName).default([]),
  facts: Facts,
  ...locators,
});

/** The services: owners, dependencies, and how each is located in each kind of tool server. */
export const Catalogue = z.strictObject({
  /** For services that have no locator of their own for a server. */
  defaults: z.strictObject({ facts: Facts, ...locators }).prefault({}),
  /** Which groups of the identity provider speak for an owner. Without one nobody can approve for them. */
  owners: z.record(z.string().min(1), z.strictObject({ groups: z.array(z.string().min(1)).min(1) })).default({}),
  services: z.record(ServiceName, CatalogueEntry).default({}),
});
export type Catalogue = z.infer<typeof Catalogue>;

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
