import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { builtInServers } from '#mcp/servers/index';
import { type TestEntry, builtInWriteTools, createBuiltInServer } from '../../support/built-in-server.ts';
import { builtInToolSpecs } from '#mcp/servers/tool-catalogue';
import { collectingAudit, hubOf, oneWordMasker, shopCatalogue } from '../../support/tool-server-parts.ts';

const folder = join(import.meta.dirname, '..', '..', '..', 'mcp', 'servers');
const address = { url: 'http://127.0.0.1:9' };
const entries: readonly TestEntry[] = [
  { name: 'alerts', adapter: 'alertmanager', environments: { production: address } },
  { name: 'deployments', adapter: 'lab', environments: { production: address } },
  { name: 'infrastructure', adapter: 'lab', environments: { production: address } },
  {
    name: 'metrics',
    adapter: 'prometheus',
    environments: { production: { ...address, scrapeInterval: 15 } },
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
    expect(names(folder, 'folders')).toEqual(builtInServers.map(({ name }) => name));
    expect(entries.map(({ name }) => name)).toEqual(builtInServers.map(({ name }) => name));
  });

  it.each(builtInServers.map(({ name, adapters }) => ({ name, adapters })))(
    '$name lists the adapters that have a folder, in the order of their names: the list is in its server.ts',
    ({ name, adapters }) => {
      expect(adapters.map((adapter) => adapter.name)).toEqual(names(join(folder, name, 'adapters'), 'folders'));
    },
  );

  it.each(servers.map((server) => ({ server, name: server.name })))(
    '$name offers the tools that have a file',
    ({ server }) => {
      const files = names(join(folder, server.name, 'tools'), 'files').map((name) => name.replaceAll('-', '_'));
      expect(server.tools.map(({ name }) => name)).toEqual(files);
      expect(specsOf(server.name).map(({ name }) => name)).toEqual(files);
      expect(names(join(folder, server.name), 'files')).toContain('README.md');
    },
  );

  it('have tools with names of their own, but for the plan of an action, which each that writes has', () => {
    const all = servers.flatMap(({ tools }) => tools.map(({ name }) => name));
    expect(all.filter((name, index) => all.indexOf(name) !== index)).toEqual(['plan_action']);
    for (const entry of entries) {
      const { tools } = servers.find(({ name }) => name === entry.name)!;
      expect(tools.some(({ name }) => name === 'plan_action')).toBe(builtInWriteTools(entry).length > 0);
    }
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
    expect([...new Set(all.map(({ server }) => server))]).toEqual(builtInServers.map(({ name }) => name));
    const keys = all.map(({ server, name }) => `${server}.${name}`);
    expect(keys).toEqual([...keys].sort());
  });

  it.each(builtInServers.map(({ name, adapters }) => ({ name, adapters })))(
    '$name lists the adapters that have a folder, in the order of their names: the list is in its server.ts',
    ({ name, adapters }) => {
      expect(adapters.map((adapter) => adapter.name)).toEqual(names(join(folder, name, 'adapters'), 'folders'));
    },
  );

  it.each(servers.map((server) => ({ server, name: server.name })))(
    'says of the read tools of $name what the server lists',
    ({ server }) => {
      const reads = server.tools.filter(({ annotations }) => annotations?.readOnlyHint === true);
      const listed = reads.map(({ name, title, inputSchema, outputSchema }) => ({
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

  it('has the tools that write, with what an action may ask of them', () => {
    const writes = builtInToolSpecs().filter(({ risk }) => risk !== 'read');
    expect(writes.map(({ server, name, risk }) => `${server}.${name} ${risk}`)).toEqual([
      'deployments.rollback_deployment reversible',
      'infrastructure.restart_deployment reversible',
      'infrastructure.restart_pod reversible',
      'infrastructure.scale_deployment reversible',
    ]);
    for (const { input, data } of writes) {
      expect(input['additionalProperties']).toBe(false);
      expect(data).toBeUndefined();
    }
  });

  it('has the tools that the gates run', () => {
    const gated = entries.flatMap((entry) => builtInWriteTools(entry).map(({ name }) => `${entry.name}.${name}`));
    const writes = builtInToolSpecs().filter(({ risk }) => risk !== 'read');
    expect(gated).toEqual(writes.map(({ server, name }) => `${server}.${name}`));
  });
});

describe('a tool that writes', () => {
  const writing = entries.flatMap((entry) =>
    builtInWriteTools(entry).map(({ name: tool }) => ({ on: entry.name, tool })),
  );

  it.each(writing)(
    '$on.$tool is listed with what the executor hands it, and refuses everybody',
    async ({ on, tool }) => {
      const server = servers.find(({ name }) => name === on)!;
      const { inputSchema, annotations } = server.tools.find(({ name }) => name === tool)!;
      expect(Object.keys(inputSchema.properties ?? {})).toEqual(['actionBytes', 'decisions']);
      expect(inputSchema['additionalProperties']).toBe(false);
      expect(annotations?.readOnlyHint).toBe(false);
      const hub = hubOf(server);
      for (const args of [
        { actionBytes: '{}', decisions: [] },
        { environment: 'production', service: 'payments' },
      ]) {
        const reply = await hub.callTool({ server: on, tool, arguments: args });
        expect(reply).toMatchObject({ kind: 'error', code: 'APPROVAL_REQUIRED', retryable: false });
      }
      await hub.close();
    },
  );
});
