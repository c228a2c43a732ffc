import type { CatalogueService } from '../evidence/catalogue.ts';
import { distinct } from './order.ts';

/** Who waits for whom. Services outside the catalogue have no dependencies; cycles are allowed. */
export interface Graph {
  readonly knows: (service: string) => boolean;
  readonly dependenciesOf: (service: string) => readonly string[];
  readonly callersOf: (service: string) => readonly string[];
}

export function graphOf(topology: readonly CatalogueService[]): Graph {
  const dependencies = new Map<string, readonly string[]>();
  for (const { name, dependencies: named } of topology) {
    dependencies.set(
      name,
      distinct([...(dependencies.get(name) ?? []), ...named]).filter((other) => other !== name),
    );
  }
  const callers = new Map<string, string[]>();
  for (const [caller, named] of dependencies) {
    for (const name of named) callers.set(name, distinct([...(callers.get(name) ?? []), caller]));
  }
  return {
    knows: (service) => dependencies.has(service),
    dependenciesOf: (service) => dependencies.get(service) ?? [],
    callersOf: (service) => callers.get(service) ?? [],
  };
}

/** Everything that one gets to from here, nearest first, the starts included. */
export function reachable(starts: readonly string[], next: (service: string) => readonly string[]): readonly string[] {
  const seen = new Set(starts);
  for (const service of seen) for (const following of next(service)) seen.add(following);
  return [...seen];
}
