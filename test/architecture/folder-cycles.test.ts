import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cyclesSideBySide, cyclesWithSubfolders } from './counts/folder-cycles.ts';
import { importEdges } from './counts/import-graph.ts';
import { sourceFiles } from './counts/source-files.ts';

const root = join(import.meta.dirname, '..', '..');
const edges = importEdges(sourceFiles(root).filter(({ isTest }) => !isTest));

/** Folders side by side that still import each other. Take out what is mended; nothing comes in. */
const remaining: readonly string[] = [
  'approvals',
  'cli',
  'configuration',
  'gateway/pages',
  'gateway/runs',
  'lab',
  'lab/faults',
  'lab/services',
  'lab/supervisor',
  'mcp',
  'records',
  'temporal',
  'workflows/action',
  'workflows/lock',
];

/**
 * Folders whose subfolders hold members of something (stages, tools, adapters, sources, pages, kinds of authentication): the members know what
 * stands beside their folder, and are listed there. Anywhere else a subfolder is independent of the folder above.
 */
const withMembers: readonly RegExp[] = [
  /^approvals(\/service)?$/,
  /^cli$/,
  /^core\/runbooks$/,
  /^gateway(\/hooks)?$/,
  /^http-client$/,
  /^lab$/,
  /^mcp\/kit$/,
  /^mcp\/servers(\/[a-z-]+)?$/,
  /^records\/masking$/,
  /^workers$/,
  /^workflows$/,
];

test('no further folders side by side import each other, types included', () => {
  const found = cyclesSideBySide(edges).flatMap(({ folders }) => folders);
  expect(found.filter((folder) => !remaining.includes(folder))).toEqual([]);
});

test('only folders of members import from their subfolders and are imported there', () => {
  const found = cyclesWithSubfolders(edges).map(({ folders: [folder = ''] }) => folder);
  expect(found.filter((folder) => !withMembers.some((pattern) => pattern.test(folder)))).toEqual([]);
});
