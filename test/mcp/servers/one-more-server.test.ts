import { expect, it, vi } from 'vitest';
import { createLocator } from '#configuration/locate';
import { parseConfiguration } from '#configuration/load-configuration';
import { policyWorld } from '#configuration/policy-world';
import { secretNames } from '#configuration/secret-names';
import type { Write } from '#mcp/kit/define-write-tool';
import { builtInToolSpecs } from '#mcp/servers/tool-catalogue';
import { exampleToolServers, referencePage } from '#mcp/servers/reference';
import { openAdapterParts } from '#workers/adapter-parts';
import { openBuiltInServer, servedEnvironments } from '#workers/tool-servers';
import { writeToolsOf } from '#workers/execution/write-gates';
import { collectingAudit, hubOf, oneWordMasker } from '../../support/tool-server-parts.ts';
import type * as Servers from '#mcp/servers/index';
import { printed } from '../../configuration/problems.ts';

// A server and its adapter are added from a folder of fixtures: the list has a line more, and nothing else changes.
vi.mock('#mcp/servers/index', async (original) => {
  const { builtInServers } = await original<typeof Servers>();
  const { weatherServer } = await import('./fixtures/weather/server.ts');
  const servers = [...builtInServers, weatherServer];
  const builtInServer = (name: string) => servers.find((one) => one.name === name);
  const builtInAdapter = (server: string, adapter: string) =>
    builtInServer(server)?.adapters.find(({ name }) => name === adapter);
  return { builtInServers: servers, builtInServer, builtInAdapter };
});

const text = `apiVersion: holdfast/v2
kind: Configuration
toolServers:
  weather:
    environments:
      production:
        - { name: north, adapter: window, floor: 3, auth: { key: { env: NORTH } }, writes: { auth: { key: { env: WRITE } } } }
        - { name: south, adapter: window, floor: 4 }
      staging: { adapter: window, floor: 1 }
catalogue:
  defaults: { weather: { sky: { matches: 'over-$service' } } }
  services: { 'a.b': { weather: { backEnd: north } } }
`;
const configuration = parseConfiguration(text, 'holdfast.yaml');
const parts = openAdapterParts({
  secrets: {
    of: (reference: object) => ({
      read: () => `the secret of ${Object.values(reference).join()}`,
      readAgain: () => false,
    }),
    addSecret: () => {},
  },
  reportedChanges: { list: () => Promise.resolve([]) },
});

it('its configuration is checked by its own settings, with the usual messages', () => {
  expect(printed('toolServers: { weather: { environments: { a: { adapter: windw, floor: 1 } } } }')).toEqual([
    'holdfast.yaml:3:57: error: toolServers.weather.environments.a.adapter: unknown adapter "windw". Did you mean window? Known: window.',
  ]);
  expect(printed('toolServers: { weather: { environments: { a: { adapter: window, flor: 1 } } } }')).toEqual([
    expect.stringContaining('unknown key `flor`; did you mean `floor`?'),
  ]);
});

it('each process gets the names of its secrets, and only the executor those that write', () => {
  expect(secretNames(configuration)).toMatchObject({
    gateway: [],
    investigator: ['NORTH'],
    executor: ['NORTH', 'WRITE'],
  });
});

it('runbooks are checked against its tools', () => {
  const own = builtInToolSpecs().filter(({ server }) => server === 'weather');
  expect(own.map(({ name, risk }) => `${name} ${risk}`)).toEqual(['get_weather read', 'open_umbrella reversible']);
});

it('it answers, and its write tools refuse everybody but the gate', async () => {
  const server = openBuiltInServer('weather', configuration, {
    parts,
    audit: collectingAudit(),
    masker: oneWordMasker,
  });
  expect(server?.tools.map(({ name }) => name)).toEqual(['get_weather', 'open_umbrella']);
  const hub = hubOf(server!);
  const reply = await hub.callTool({
    server: 'weather',
    tool: 'get_weather',
    arguments: { environment: 'production', service: 'a.b' },
  });
  // The fact stands for itself in the pattern.
  const sky = 'north: over-a\\.b from floor 3 with the secret of NORTH; south: over-a\\.b from floor 4';
  expect(reply).toMatchObject({
    kind: 'result',
    envelope: { data: { sky }, meta: { source: 'north: window 3, south: window 4' } },
  });
  await hub.close();
});

it('the gate has its write tools where an environment has the credential, opened with that', async () => {
  const [found] = writeToolsOf(configuration, parts);
  expect(found).toMatchObject({ server: 'weather', backEnds: [{ environment: 'production', name: 'north' }] });
  const write = { environment: 'production', service: 'a.b' } as Write<{ size: number }>;
  expect(await found!.tools[0]!.write(write, new AbortController().signal)).toBe('opened with the secret of WRITE');
});

it('policy, served environments, the reference page and the example know it', () => {
  expect(policyWorld(configuration).backEnds).toContainEqual({
    server: 'weather',
    environment: 'production',
    name: 'south',
    adapter: 'window',
  });
  expect(servedEnvironments(configuration)).toEqual({ weather: ['production', 'staging'] });
  expect(referencePage([])).toContain('## `weather`');
  expect(exampleToolServers()).toContain('adapter: window\n        floor: 3');
  expect(createLocator(configuration.catalogue, 'weather').backEnd('a.b')).toBe('north');
});
