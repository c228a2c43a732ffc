import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'prettier';
import { expect, it } from 'vitest';
import { parseConfiguration } from '#configuration/load-configuration';
import { exampleToolServers, referencePage } from '#mcp/servers/reference';
import { builtInServers } from '#mcp/servers/index';
import { packageRoot } from '#processes/package-root';

const read = (...path: string[]) => readFileSync(join(packageRoot(), ...path), 'utf8');
const options = { singleQuote: true, printWidth: 120 };

const tested = JSON.parse(read('mcp', 'servers', 'tested.json')) as Parameters<typeof referencePage>[0];

it('the reference page says what the definitions say: npm run reference writes it', async () => {
  expect(read('mcp', 'servers', 'README.md')).toBe(
    await format(referencePage(tested), { ...options, parser: 'markdown' }),
  );
});

it('the example configuration has the servers as the definitions have them: npm run reference writes it', async () => {
  const formatted = await format(`toolServers:\n${exampleToolServers()}`, { ...options, parser: 'yaml' });
  expect(read('configuration', 'holdfast.example.yaml')).toContain(formatted.trimEnd());
});

it.each(builtInServers.flatMap(({ name, adapters }) => adapters.map((adapter) => ({ server: name, adapter }))))(
  'the example of $server through $adapter.name is what its settings take',
  ({ server, adapter }) => {
    const backEnd = adapter.example.replace(/^(?=.)/gm, '        ');
    const head = `apiVersion: holdfast/v2\nkind: Configuration\ngateway: { changes: { bearer: { env: X } } }\n`;
    const entry = `toolServers:\n  ${server}:\n    environments:\n      live:\n        adapter: ${adapter.name}\n${backEnd}`;
    expect(() => parseConfiguration(head + entry, 'holdfast.yaml')).not.toThrow();
  },
);
