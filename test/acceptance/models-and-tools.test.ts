import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type TestEntry, createBuiltInServer } from '../support/built-in-server.ts';
import { builtInToolSpecs } from '#mcp/servers/tool-catalogue';
import { packageRoot } from '#processes/package-root';
import { offScriptActivities } from '../support/off-script.ts';
import { shippedLibrary } from '../support/shipped-library.ts';
import { collectingAudit, hubOf, oneWordMasker, shopCatalogue } from '../support/tool-server-parts.ts';

// What a model, or any MCP host, cannot get by asking. Which project had which fault: README.md.

const address = { url: 'http://127.0.0.1:9' };
const environments = { production: address };
const entries: readonly TestEntry[] = [
  { name: 'alerts', adapter: 'alertmanager', environments },
  { name: 'deployments', adapter: 'lab', environments },
  { name: 'infrastructure', adapter: 'lab', environments },
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

const deciding = /(^|_)(approv|decid|decision|reject|confirm|consent|authori[sz]e)/i;

describe('no tool decides (kubehealer)', () => {
  it.each(servers.map((server) => [server.name, server] as const))('%s has none that is named so', (_, { tools }) => {
    expect(tools.map(({ name }) => name).filter((name) => deciding.test(name))).toEqual([]);
  });

  it('only tools that refuse everybody take decisions at all', () => {
    const taking = servers.flatMap(({ name: server, tools }) =>
      tools
        .filter(({ inputSchema }) => Object.keys(inputSchema.properties ?? {}).some((key) => deciding.test(key)))
        .map(({ name, annotations }) => [`${server}.${name}`, annotations?.readOnlyHint]),
    );
    const writing = builtInToolSpecs().filter(({ risk }) => risk !== 'read');
    expect(taking).toEqual(writing.map(({ server, name }) => [`${server}.${name}`, false]));
  });

  it('the investigator, where a model speaks, has no activity that decides, writes or takes a lock', () => {
    const names = Object.keys(offScriptActivities);
    expect(names.filter((name) => deciding.test(name) || /execute|lock|write/i.test(name))).toEqual([]);
    expect(names).toContain('proposeAction');
  });

  it('the process that a model speaks in is never given the key that signs decisions', () => {
    const source = readFileSync(join(packageRoot(), 'workers', 'investigator.ts'), 'utf8');
    expect(source).not.toMatch(/approvals\/|signing-keys|decisionKeyUse|action-marks/);
  });
});

describe('reading a runbook unlocks nothing (holmes #1355)', () => {
  const server = servers.find(({ name }) => name === 'infrastructure')!;
  const hub = hubOf(server);
  afterAll(() => hub.close());

  it('the write tools are the same and refuse as before, for the runbook that names them too', async () => {
    const listed = await hub.tools('infrastructure');
    const writing = builtInToolSpecs().filter(({ server: on, risk }) => on === 'infrastructure' && risk !== 'read');
    const { runbooks: all } = await shippedLibrary();
    const runbooks = all.filter((runbook) => writing.some(({ name }) => JSON.stringify(runbook).includes(name)));
    expect(runbooks.length).toBeGreaterThan(0);
    for (const runbook of runbooks) {
      // Everything that the runbook says, handed over as if it were a permission.
      const permission = { actionBytes: JSON.stringify(runbook).slice(0, 60_000), decisions: [] };
      for (const { name: tool } of writing) {
        const reply = await hub.callTool({ server: 'infrastructure', tool, arguments: permission });
        expect(reply).toMatchObject({ kind: 'error', code: 'APPROVAL_REQUIRED' });
      }
    }
    expect(await hub.tools('infrastructure')).toEqual(listed);
  });
});
