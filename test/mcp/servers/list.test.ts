import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type BuiltInServerEntry, builtInServerNames, createBuiltInServer } from '#mcp/servers/index';
import { collectingAudit, oneWordMasker, shopCatalogue } from '../../support/tool-server-parts.ts';

const folder = join(import.meta.dirname, '..', '..', '..', 'mcp', 'servers');
const address = { url: 'http://127.0.0.1:9' };
const entries: readonly BuiltInServerEntry[] = [
  { name: 'alerts', configuration: { adapter: 'alertmanager', environments: { production: address } } },
  { name: 'deployments', configuration: { adapter: 'lab', environments: { production: address } } },
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
    '$name offers the tools that have a file',
    ({ server }) => {
      const files = names(join(folder, server.name, 'tools'), 'files').map((name) => name.replaceAll('-', '_'));
      expect(server.tools.map(({ name }) => name)).toEqual(files);
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
