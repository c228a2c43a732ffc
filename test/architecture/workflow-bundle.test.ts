import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

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
/** Without expressions: an action is absolute. */
const allowedToExecute = allowedPackages.filter((name) => name !== '@marcbachmann/cel-js');

const dist = join(import.meta.dirname, '..', '..', 'dist');

function bundledSources(code: string): readonly string[] {
  const encoded = /sourceMappingURL=data:application\/json;charset=utf-8;base64,([A-Za-z0-9+/=]+)\s*$/.exec(code)?.[1];
  if (!encoded) throw new Error('The bundle has no inline source map to read its modules from.');
  const map = JSON.parse(Buffer.from(encoded, 'base64').toString('utf8')) as { sources: string[] };
  return map.sources;
}

describe.each([
  { file: 'workflow-bundle.js', packages: allowedPackages },
  { file: 'execute-bundle.js', packages: allowedToExecute },
])('$file', ({ file, packages: allowed }) => {
  const bundle = readFileSync(join(dist, file), 'utf8');

  test('holds the allowed packages and nothing else', () => {
    const packages = bundledSources(bundle).flatMap(
      (source) => /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules\/)/.exec(source)?.[1] ?? [],
    );
    expect([...new Set(packages)].sort()).toEqual(allowed);
  });

  test('holds of our own code workflows and the schema-free parts of core', () => {
    const own = bundledSources(bundle)
      .filter(
        (source) =>
          (!source.includes('node_modules') && source.includes('/dist/')) || /(workflows|core)\//.test(source),
      )
      .filter((source) => !source.includes('node_modules'))
      .map((source) => source.replace(/^.*?(?=(workflows|core|activities|gateway|records|mcp)\/)/, ''));
    expect(own.length).toBeGreaterThan(5);
    for (const file of own) expect(file).toMatch(/^(workflows|core)\//);
    for (const schema of ['core/evidence/observations', 'core/runbooks/compile-checklist', 'core/documents/']) {
      expect(own.filter((file) => file.startsWith(schema))).toEqual([]);
    }
  });
});

test("the executor's bundle holds neither incidents nor runs", () => {
  const own = bundledSources(readFileSync(join(dist, 'execute-bundle.js'), 'utf8'));
  expect(own.filter((source) => /workflows\/(incident|run)\//.test(source))).toEqual([]);
});
