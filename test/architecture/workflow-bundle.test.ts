import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

// Whatever is in the bundle is replayed for as long as incidents live: a parser or a library that slips in would have to
// behave the same for ever. The list is what is meant to be there.
const allowedPackages = [
  '@marcbachmann/cel-js',
  '@temporalio/common',
  '@temporalio/workflow',
  'long',
  'ms',
  'nexus-rpc',
];

const bundle = readFileSync(join(import.meta.dirname, '..', '..', 'dist', 'workflow-bundle.js'), 'utf8');

function bundledSources(code: string): readonly string[] {
  const encoded = /sourceMappingURL=data:application\/json;charset=utf-8;base64,([A-Za-z0-9+/=]+)\s*$/.exec(code)?.[1];
  if (!encoded) throw new Error('The bundle has no inline source map to read its modules from.');
  const map = JSON.parse(Buffer.from(encoded, 'base64').toString('utf8')) as { sources: string[] };
  return map.sources;
}

test('the workflow bundle holds the allowed packages and nothing else', () => {
  const packages = bundledSources(bundle).flatMap(
    (source) => /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules\/)/.exec(source)?.[1] ?? [],
  );
  expect([...new Set(packages)].sort()).toEqual(allowedPackages);
});

test('of our own code the workflow bundle holds workflows and the schema-free parts of core', () => {
  const own = bundledSources(bundle)
    .filter(
      (source) => (!source.includes('node_modules') && source.includes('/dist/')) || /(workflows|core)\//.test(source),
    )
    .filter((source) => !source.includes('node_modules'))
    .map((source) => source.replace(/^.*?(?=(workflows|core|activities|gateway|records|mcp)\/)/, ''));
  expect(own.length).toBeGreaterThan(5);
  for (const file of own) expect(file).toMatch(/^(workflows|core\/(language|vocabulary))\//);
  for (const schema of ['core/vocabulary/observations', 'core/language/compile-checklist']) {
    expect(own.filter((file) => file.startsWith(schema))).toEqual([]);
  }
});
