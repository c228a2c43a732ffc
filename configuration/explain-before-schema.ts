import type { DocumentPath, PlacedProblem } from '#core/documents/problem';
import { isObject } from '#core/json/is-object';
import { nearestNames } from '#core/text/nearest-name';
import { builtInAdapter, builtInServers } from '#mcp/servers/index';

// What can be said of a configuration that its schema refuses, better than the schema says it.

const converted = 'Run: holdfast config convert <file>';

export function explainBeforeSchema(document: Readonly<Record<string, unknown>>): PlacedProblem[] {
  return [...oldForm(document), ...mistakenServers(document)];
}

const problemAt = (path: DocumentPath, problem: string, remedy: string): PlacedProblem => ({
  severity: 'error',
  path,
  at: 'key',
  problem,
  remedy,
});

/** `holdfast/v1` had one adapter a server and Prometheus selectors on services. */
function oldForm({ apiVersion, toolServers, catalogue }: Readonly<Record<string, unknown>>): PlacedProblem[] {
  if (apiVersion !== 'holdfast/v1') return [];
  const servers = Object.entries(isObject(toolServers) ? toolServers : {}).flatMap(([name, server]) => {
    if (!isObject(server) || !('adapter' in server)) return [];
    const adapter = String(server['adapter']);
    const url = 'url' in (builtInAdapter(name, adapter)?.settings.shape ?? {}) ? ', url: ...' : '';
    return [
      problemAt(
        ['toolServers', name, 'adapter'],
        'the adapter now stands with each back end',
        `Write environments: { <environment>: { adapter: ${adapter}${url} } }; \`bearer\` is now auth: { bearer: ... }. ${converted}`,
      ),
    ];
  });
  return [
    {
      ...problemAt(
        ['apiVersion'],
        'this is the form of holdfast/v1, which is not read any more',
        `${converted}, which prints it in the form of holdfast/v2.`,
      ),
      at: 'value',
    },
    ...servers,
    ...oldLocators(catalogue),
  ];
}

function oldLocators(catalogue: unknown): PlacedProblem[] {
  if (!isObject(catalogue)) return [];
  const { defaults, services } = catalogue;
  const places: [DocumentPath, unknown][] = [
    [['catalogue', 'defaults'], defaults],
    ...Object.entries(isObject(services) ? services : {}).map(([name, service]): [DocumentPath, unknown] => [
      ['catalogue', 'services', name],
      service,
    ]),
  ];
  return places.flatMap(([path, entry]) =>
    builtInServers.flatMap(({ name, formerLocatorKey: former }) =>
      former !== undefined && isObject(entry) && former in entry
        ? [problemAt([...path, former], `\`${former}\` is now \`${name}\``, `Rename it. ${converted}`)]
        : [],
    ),
  );
}

/** Servers that are not built in and have no command, but environments: somebody meant a built-in one. */
function mistakenServers({ toolServers }: Readonly<Record<string, unknown>>): PlacedProblem[] {
  if (!isObject(toolServers)) return [];
  const names = builtInServers.map(({ name }) => name);
  return Object.entries(toolServers)
    .filter(
      ([name, server]) =>
        !names.includes(name) && isObject(server) && 'environments' in server && !('command' in server),
    )
    .map(([name]) => {
      const [near] = nearestNames(name, names);
      const none = `\`${name}\` is not a built-in tool server, so it has no adapters`;
      return problemAt(
        ['toolServers', name],
        near === undefined ? none : `${none}; did you mean \`${near}\`?`,
        `Built in are: ${names.join(', ')}. Any other server has the \`command\` that starts it.`,
      );
    });
}
