import { nearestNames } from '#core/text/nearest-name';
import { isLoopback } from '#core/text/loopback';
import { builtInAdapter } from '#mcp/servers/index';
import type { Configuration } from './configuration.ts';
import { backEndNames } from './back-end-checks.ts';
import { locatorChecks } from './locator-checks.ts';
import { notificationChecks } from './notification-checks.ts';
import { error, warning } from './placed-problem.ts';
import { ServerName } from './tool-servers.ts';
import { writeChecks } from './write-checks.ts';
import { backEndsOf } from './writes.ts';
import type { PlacedProblem } from '#core/documents/problem';

/** What no schema can tell: names that must exist elsewhere in the file, and parts that will not work together. */
export function crossChecks(configuration: Configuration): PlacedProblem[] {
  return [
    ...serverNames(configuration),
    ...dependencies(configuration),
    ...locatorChecks(configuration),
    ...backEndNames(configuration),
    ...servedEnvironments(configuration),
    ...reportedChanges(configuration),
    ...maskingPatterns(configuration),
    ...openPages(configuration),
    ...userHeader(configuration),
    ...notificationChecks(configuration),
    ...writeChecks(configuration),
  ];
}

function serverNames({ toolServers }: Configuration): PlacedProblem[] {
  return Object.keys(toolServers).flatMap((name) => {
    const result = ServerName.safeParse(name);
    if (result.success) return [];
    const reason = result.error.issues[0]?.message ?? 'it has another form';
    return [
      { ...error(['toolServers', name], `\`${name}\` cannot be a name here: ${reason}`, 'Rename it.'), at: 'key' },
    ];
  });
}

/** The pages show evidence to every client: off loopback, something has to authenticate them. */
function openPages({ gateway: { host, authenticatedByProxy } }: Configuration): PlacedProblem[] {
  if (authenticatedByProxy || isLoopback(host)) return [];
  const problem = `the pages would be open to everybody who reaches ${host}`;
  const remedy = 'Bind 127.0.0.1, or put a proxy that signs people in before it and set authenticatedByProxy: true.';
  return [error(['gateway', 'host'], problem, remedy)];
}

/** Without a proxy that sets it, anybody who reaches the pages could write any name into it. */
function userHeader({ gateway: { userHeader: header, authenticatedByProxy } }: Configuration): PlacedProblem[] {
  if (header === undefined || authenticatedByProxy) return [];
  const problem = `anyone who can reach the pages could impersonate any user by setting ${header}`;
  const remedy = 'Put a proxy that signs people in before it and set authenticatedByProxy: true, or remove it.';
  return [error(['gateway', 'userHeader'], problem, remedy)];
}

function dependencies({ catalogue: { services } }: Configuration): PlacedProblem[] {
  return Object.entries(services).flatMap(([service, entry]) =>
    entry.dependencies.flatMap((dependency, index) => {
      const path = ['catalogue', 'services', service, 'dependencies', index];
      if (dependency === service) return [error(path, `${service} depends on itself`, 'Remove it.')];
      if (Object.hasOwn(services, dependency)) return [];
      const [near] = nearestNames(dependency, Object.keys(services));
      const remedy =
        near === undefined ? `Add ${dependency} to catalogue.services, or remove it here.` : `Did you mean ${near}?`;
      return [error(path, `no service "${dependency}" in the catalogue`, remedy)];
    }),
  );
}

function servedEnvironments(configuration: Configuration): PlacedProblem[] {
  const backEnds = backEndsOf(configuration);
  const servers = [...new Set(backEnds.map(({ server }) => server))].map((name) => {
    const environments = backEnds.flatMap(({ server, environment }) => (server === name ? [environment] : []));
    return [name, environments] as const;
  });
  return Object.entries(configuration.integrations).flatMap(([integration, { environment }]) =>
    servers.flatMap(([name, environments]) => {
      if (environment === undefined || environments.includes(environment)) return [];
      const [near] = nearestNames(environment, environments);
      return [
        warning(
          ['integrations', integration, 'environment'],
          `the tool server ${name} has no back end in ${environment}, so its questions cannot be answered for these alerts`,
          near === undefined ? `Add ${environment} to toolServers.${name}.environments.` : `Did you mean ${near}?`,
        ),
      ];
    }),
  );
}

function reportedChanges(configuration: Configuration): PlacedProblem[] {
  if (configuration.gateway.changes) return [];
  return backEndsOf(configuration)
    .filter(({ server, adapter }) => builtInAdapter(server, adapter)?.needsReports)
    .map(({ server, environment }) =>
      warning(
        ['toolServers', server, 'environments', environment],
        'only reported changes are looked at, and nobody can report any: POST /v1/changes answers 401',
        'Set gateway.changes.bearer.',
      ),
    );
}

function maskingPatterns({ masking: { patterns } }: Configuration): PlacedProblem[] {
  const seen = new Set<string>();
  return patterns.flatMap(({ name, pattern }, index) => {
    const findings: PlacedProblem[] = [];
    if (seen.has(name)) {
      findings.push(
        error(['masking', 'patterns', index, 'name'], `a second pattern "${name}"`, 'Give it a name of its own.'),
      );
    }
    seen.add(name);
    try {
      new RegExp(pattern, 'u');
    } catch (cause) {
      const reason = (cause as Error).message.replace(/^Invalid regular expression: /, '');
      findings.push(
        error(['masking', 'patterns', index, 'pattern'], `it does not compile: ${reason}`, 'Correct the expression.'),
      );
    }
    return findings;
  });
}
