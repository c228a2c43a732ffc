import type { Environment } from '#core/ids/environment';
import { nearestNames } from '#core/text/nearest-name';
import type { ServiceLocator } from '#mcp/kit/choose-back-ends';
import { ToolFailure } from '#mcp/kit/tool-failure';
import type { Catalogue, Locator } from './catalogue.ts';
import { factPattern } from '#settings/located-text';

export type Facts = Readonly<Record<string, string>>;

const listedServices = 30;

/** What the catalogue says about services in one kind of server. Facts are filled in: in a pattern literally. */
export function createLocator(catalogue: Catalogue, server: string): ServiceLocator {
  return {
    // A service that the catalogue does not know is looked for everywhere, whatever the defaults name.
    backEnd: (service) =>
      Object.hasOwn(catalogue.services, service) ? locatorOf(catalogue, server, service).backEnd : undefined,
    settings: (service, environment) => settingsOf(catalogue, server, service, environment),
  };
}

function settingsOf(catalogue: Catalogue, server: string, service: string, environment: Environment): object {
  const { services } = catalogue;
  const entry = Object.hasOwn(services, service) ? services[service] : undefined;
  if (!entry) throw new ToolFailure('NOT_FOUND', unknownService(service, Object.keys(services)));
  const { own } = locatorOf(catalogue, server, service);
  if (!own) {
    throw new ToolFailure(
      'NOT_FOUND',
      `The catalogue does not say where ${service} is found in ${server}: add catalogue.services.${service}.${server} or ` +
        `catalogue.defaults.${server}.`,
    );
  }
  return filledIn(own, factsOf(catalogue, service, environment)) as object;
}

/** The locator of a service, or that of all services; a service may name its back end alone. */
export function locatorOf(
  { defaults, services }: Catalogue,
  server: string,
  service: string,
): { readonly backEnd?: string; readonly own?: object } {
  const inAll = (defaults as Readonly<Record<string, Locator | undefined>>)[server];
  const ofService = (services[service] as Readonly<Record<string, Locator | undefined>> | undefined)?.[server];
  const { backEnd, ...own } = ofService ?? {};
  const { backEnd: usual, ...shared } = inAll ?? {};
  const hasOwn = Object.values(own).some(
    (value) => value !== undefined && !(Array.isArray(value) && value.length === 0),
  );
  return { backEnd: backEnd ?? usual, own: hasOwn ? own : inAll ? shared : undefined };
}

/** What stands for `$name` in the locators of a service. */
export function factsOf({ defaults, services }: Catalogue, service: string, environment: Environment): Facts {
  const { owner, facts = {} } = services[service] ?? {};
  return { ...defaults.facts, ...facts, ...(owner !== undefined && { owner }), service, environment };
}

/** The facts that a locator asks for, each once. */
export function factsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') {
    return [...value.matchAll(factPattern)].flatMap(([, name]) => (name === undefined || name === '$' ? [] : [name]));
  }
  if (typeof value !== 'object' || value === null) return [];
  return [...new Set(Object.values(value).flatMap(factsIn))];
}

function filledIn(value: unknown, facts: Facts, isPattern = false): unknown {
  if (typeof value === 'string') {
    return value.replaceAll(factPattern, (whole, name: string) => {
      if (name === '$') return isPattern ? whole : '$';
      const fact = Object.hasOwn(facts, name) ? facts[name] : undefined;
      // The configuration is refused where a fact is missing; a `$name` that is none stays what it is.
      if (fact === undefined) return whole;
      return isPattern ? fact.replaceAll(/[\\.+*?()|[\]{}^$]/g, '\\$&') : fact;
    });
  }
  if (Array.isArray(value)) return value.map((entry) => filledIn(entry, facts));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, filledIn(member, facts, key === 'matches')]),
  );
}

function unknownService(service: string, names: readonly string[]): string {
  const near = nearestNames(service, names, 3);
  const offered =
    near.length > 0 ? `Names like it: ${near.join(', ')}.` : `It has: ${names.slice(0, listedServices).join(', ')}.`;
  return `The catalogue has no service ${JSON.stringify(service.slice(0, 100))}. ${offered}`;
}
