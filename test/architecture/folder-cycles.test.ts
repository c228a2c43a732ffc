import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cyclesSideBySide } from './counts/folder-cycles.ts';
import { importEdges } from './counts/import-graph.ts';
import { sourceFiles } from './counts/source-files.ts';

const root = join(import.meta.dirname, '..', '..');
const edges = importEdges(sourceFiles(root).filter(({ isTest }) => !isTest));

test('no folders side by side import each other, types included', () => {
  expect(cyclesSideBySide(edges).flatMap(({ folders }) => folders)).toEqual([]);
});
