import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type BuiltInServerEntry, builtInServerNames, createBuiltInServer } from '#mcp/servers/index';
import { builtInToolSpecs } from '#mcp/servers/tool-catalogue';
import { collectingAudit, oneWordMasker, shopCatalogue } from '../../support/tool-server-parts.ts';

const folder = join(import.meta.dirname, '..', '..', '..', 'mcp', 'servers');
const address = { url: 'http://127.0.0.1:9' };
const entries: readonly BuiltInServerEntry[] = [
  { name: 'alerts', configuration: { adapter: 'alertmanager', environments: { production: address } } },
  { name: 'deployments', configuration: { adapter: 'lab', environments: { production: address } } },
  { name: 'infrastructure', configuration: { adapter: 'lab', environments: { production: address } } },
  {
    name: 'metrics',
    configuration: { adapter: 'prometheus', environments: { production: { ...address, scrapeInterval: 15 } } },
  },
];
const servers = entries.map((entry) =>
  createBuiltInServer(entry, {
    audit: collectingAudit(),
    masker: oneWordMasker,
    catalogue: shopCatalogue,
    reportedChanges: { list: () => Promise.resolve([]) },
  }),
);

const specsOf = (server: string) => builtInToolSpecs().filter((spec) => spec.server === server);

function names(path: string, keep: 'folders' | 'files'): string[] {
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => (keep === 'folders' ? entry.isDirectory() : entry.isFile() && entry.name !== 'index.ts'))
    .map(({ name }) => name.replace(/\.ts$/, ''))
    .sort();
}

describe('the tool servers', () => {
  it('are those that have a folder', () => {
    expect(names(folder, 'folders')).toEqual([...builtInServerNames]);
    expect(entries.map(({ name }) => name)).toEqual([...builtInServerNames]);
  });

  it.each(servers.map((server) => ({ server, name: server.name })))(
    '$name offers or declares the tools that have a file',
    ({ server }) => {
      const files = names(join(folder, server.name, 'tools'), 'files').map((name) => name.replaceAll('-', '_'));
      const declared = specsOf(server.name).filter(({ risk }) => risk !== 'read');
      expect([...server.tools, ...declared].map(({ name }) => name).sort()).toEqual(files);
      expect(names(join(folder, server.name), 'files')).toContain('README.md');
    },
  );

  it('have tools with names of their own', () => {
    const all = servers.flatMap(({ tools }) => tools.map(({ name }) => name));
    expect(new Set(all).size).toBe(all.length);
  });

  it('cost a model less than 6,000 tokens each, by four characters a token', () => {
    for (const { tools } of servers) {
      const told = tools.map(({ name, description, inputSchema }) => ({ name, description, inputSchema }));
      expect(JSON.stringify(told).length / 4).toBeLessThan(6_000);
    }
  });
});

describe('the catalogue of tools', () => {
  it('has the servers that there are, sorted', () => {
    const all = builtInToolSpecs();
    expect([...new Set(all.map(({ server }) => server))]).toEqual([...builtInServerNames]);
    const keys = all.map(({ server, name }) => `${server}.${name}`);
    expect(keys).toEqual([...keys].sort());
  });

  it.each(servers.map((server) => ({ server, name: server.name })))(
    'says of the read tools of $name what the server lists',
    ({ server }) => {
      const listed = server.tools.map(({ name, title, inputSchema, outputSchema }) => ({
        server: server.name,
        name,
        title,
        risk: 'read',
        input: inputSchema,
        data: (outputSchema?.properties as Record<string, unknown> | undefined)?.['data'],
      }));
      expect(specsOf(server.name).filter(({ risk }) => risk === 'read')).toEqual(listed);
    },
  );

  it('says of every read tool a closed shape of its data', () => {
    for (const { server, name, risk, data } of builtInToolSpecs()) {
      if (risk === 'read') expect([server, name, data?.['additionalProperties']]).toEqual([server, name, false]);
    }
  });

  it('has the tools that write, which no server offers and nobody can call', () => {
    const writes = builtInToolSpecs().filter(({ risk }) => risk !== 'read');
    expect(writes.map(({ server, name, risk }) => `${server}.${name} ${risk}`)).toEqual([
      'deployments.rollback_deployment reversible',
      'infrastructure.restart_deployment reversible',
      'infrastructure.restart_pod reversible',
      'infrastructure.scale_deployment reversible',
    ]);
    const offered = servers.flatMap(({ tools }) => tools.map(({ name }) => name));
    for (const { name, input, data } of writes) {
      expect(offered).not.toContain(name);
      expect(input['additionalProperties']).toBe(false);
      expect(data).toBeUndefined();
    }
  });
});
