import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { builtInServers } from '#mcp/servers/index';
import { TestedTools } from './answered-tools.ts';
import { adaptersWithoutSuite } from './every-adapter.ts';

const root = join(import.meta.dirname, '..', '..');
const tested = z.array(TestedTools).parse(JSON.parse(readFileSync(join(root, 'mcp/servers/tested.json'), 'utf8')));

const adapters = builtInServers.flatMap((server) =>
  server.adapters.map((adapter) => ({ server, adapter, name: `${server.name}, ${adapter.name}` })),
);

describe('Every adapter', () => {
  it('has a test file that runs the suite of its port', () => {
    expect(adaptersWithoutSuite(builtInServers, root)).toEqual([]);
  });

  it('that is added without one is reported, with what to do', () => {
    const alerts = builtInServers.find(({ name }) => name === 'alerts')!;
    const added = { name: 'alerts', adapters: [...alerts.adapters, { ...alerts.adapters[0]!, name: 'pager' }] };
    expect(adaptersWithoutSuite([added], root)).toEqual([
      'The adapter pager of alerts has no suite: call describeAlerts(...) in test/mcp/servers/alerts/adapters/pager.test.ts.',
    ]);
  });

  it.each(adapters)('has been asked by every tool that it can answer: $name', ({ server, adapter }) => {
    const rows = tested.filter((row) => row.server === server.name && row.adapter === adapter.name);
    const called = new Set(rows.flatMap(({ tools }) => tools));
    const offered = server.everything(adapter.capabilities).reads.map(({ name }) => name);
    expect([...called].sort(), 'npm run contracts writes mcp/servers/tested.json').toEqual([...offered].sort());
  });

  it.each(adapters)('claims to be tested on what it was tested on: $name', ({ server, adapter }) => {
    const rows = tested.filter((row) => row.server === server.name && row.adapter === adapter.name);
    expect(adapter.testedOn).toEqual(rows.map(({ how, system }) => ({ how, system })));
  });

  it('of the table is one that there is', () => {
    const names = new Set(adapters.map(({ name }) => name));
    expect(tested.filter(({ server, adapter }) => !names.has(`${server}, ${adapter}`))).toEqual([]);
  });
});
