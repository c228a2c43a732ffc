import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { hookSources } from '#gateway/hooks/sources';

test('the list of sources is sorted and names every folder', () => {
  const folders = readdirSync(new URL('../../../gateway/hooks/', import.meta.url), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
  expect(hookSources.map(({ name }) => name)).toEqual(folders.sort());
});
