import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const lock = JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', 'package-lock.json'), 'utf8')) as {
  packages: Record<string, { version?: string; dependencies?: Record<string, string> }>;
};

test('all packages of Temporal share one copy of protobufjs, at the version that is pinned', () => {
  const pinned = lock.packages['']?.dependencies?.['protobufjs'];
  const copies = Object.entries(lock.packages).filter(
    ([path, { version }]) =>
      path.endsWith('node_modules/protobufjs') && version?.split('.')[0] === pinned?.split('.')[0],
  );
  expect(copies.map(([path, { version }]) => [path, version])).toEqual([['node_modules/protobufjs', pinned]]);
});
