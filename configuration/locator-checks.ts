import type { PlacedProblem } from '#core/documents/problem';
import { didYouMean } from '#core/text/nearest-name';
import { builtInServers } from '#mcp/servers/index';
import type { Locator } from './catalogue.ts';
import type { Configuration } from './configuration.ts';
import { factsIn, factsOf, locatorOf } from './locate.ts';
import { error, warning } from './placed-problem.ts';
import { isBuiltIn } from './tool-servers.ts';
import { backEndsOf } from './writes.ts';

/** Whether services can be found by what the catalogue says of them. */
export function locatorChecks(configuration: Configuration): PlacedProblem[] {
  return [...missingLocators(configuration), ...unknownFacts(configuration), ...unknownBackEnds(configuration)];
}

/** A server whose locator asks for nothing finds every service by its name. */
function missingLocators({ catalogue, toolServers }: Configuration): PlacedProblem[] {
  const configured = builtInServers.filter(({ name, locator }) => {
    const entry = toolServers[name];
    return entry !== undefined && isBuiltIn(entry) && Object.keys(locator.shape).length > 0;
  });
  return Object.keys(catalogue.services).flatMap((service) =>
    configured
      .filter(({ name }) => locatorOf(catalogue, name, service).own === undefined)
      .map(({ name }) => ({
        ...warning(
          ['catalogue', 'services', service],
          `the catalogue does not say where ${service} is found in ${name}`,
          `Add \`${name}\` to it or to catalogue.defaults; until then its signals are reported as not configured.`,
        ),
        at: 'key' as const,
      })),
  );
}

function unknownFacts({ catalogue }: Configuration): PlacedProblem[] {
  return located(catalogue).flatMap(({ path, service, locator }) => {
    // What stands in the defaults has to hold for every service.
    const services = service === undefined ? Object.keys(catalogue.services) : [service];
    return services.flatMap((name) => {
      const facts = Object.keys(factsOf(catalogue, name, ''));
      return factsIn(locator)
        .filter((fact) => !facts.includes(fact))
        .map((fact) =>
          error(
            path,
            `${name} has no fact "${fact}" for $${fact}`,
            `${didYouMean(fact, facts).trim() || `It has: ${facts.join(', ')}.`} Add it: catalogue.services.${name}.facts.${fact}. A dollar sign is $$.`,
          ),
        );
    });
  });
}

function unknownBackEnds(configuration: Configuration): PlacedProblem[] {
  const backEnds = backEndsOf(configuration);
  return located(configuration.catalogue).flatMap(({ path, server, locator }) => {
    if (locator.backEnd === undefined) return [];
    const names = [...new Set(backEnds.filter((one) => one.server === server).map(({ name }) => name))];
    if (names.includes(locator.backEnd)) return [];
    const known = names.length > 0 ? ` It has: ${names.join(', ')}.` : '';
    const problem = `${server} has no back end "${locator.backEnd}" in any environment`;
    return [
      error(
        [...path, 'backEnd'],
        problem,
        `${didYouMean(locator.backEnd, names).trim()}${known}`.trim() || 'Configure it, or remove this.',
      ),
    ];
  });
}

/** Every locator of the catalogue with its place. */
function located({ defaults, services }: Configuration['catalogue']) {
  const of = (path: readonly string[], entry: object, service?: string) =>
    builtInServers.flatMap(({ name: server }) => {
      const locator = (entry as Readonly<Record<string, Locator | undefined>>)[server];
      return locator ? [{ path: [...path, server], server, service, locator }] : [];
    });
  return [
    ...of(['catalogue', 'defaults'], defaults),
    ...Object.entries(services).flatMap(([name, entry]) => of(['catalogue', 'services', name], entry, name)),
  ];
}
