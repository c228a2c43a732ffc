import { describe, expect, it } from 'vitest';
import { cyclesSideBySide, cyclesWithSubfolders } from './folder-cycles.ts';
import { importEdges } from './import-graph.ts';
import { lineCounts } from './line-counts.ts';
import { sitesOf } from './member-sites.ts';
import { parsed, type SourceFile } from './source-files.ts';

function file(path: string, text = ''): SourceFile {
  return { path, isTest: false, tree: parsed(path, text) };
}

describe('a line', () => {
  it('is code, comment or blank, one of the three', () => {
    const text = [
      '// why',
      '',
      '/**',
      ' * Told.',
      ' */',
      'export const a = 1; // beside',
      'const b = `',
      '',
      ' // text`;',
    ];
    expect(lineCounts(parsed('a.ts', `${text.join('\n')}\n`))).toEqual({ code: 3, comment: 4, blank: 2 });
  });
});

describe('an import between files', () => {
  it('is found as a value, a type, an export, a type in place and a dynamic import, and of packages not at all', () => {
    const names = ['value', 'type', 'exported', 'in-place', 'late'];
    const code = `
      import { a } from '#core/value';
      import type { B } from './type.ts';
      export { c } from './exported.tsx';
      type D = import('./in-place.ts').D;
      const e = await import('./late.ts');
      import { z } from 'zod';`;
    const files = [
      file('core/a.ts', code),
      ...names.map((name) => file(`core/${name}.ts${name === 'exported' ? 'x' : ''}`)),
    ];
    expect(importEdges(files).map(({ to }) => to)).toEqual([
      'core/value.ts',
      'core/type.ts',
      'core/exported.tsx',
      'core/in-place.ts',
      'core/late.ts',
    ]);
  });
});

describe('folders side by side', () => {
  it('make a cycle where they import each other through a third', () => {
    const edges = [
      { from: 'a/deep/one.ts', to: 'b/two.ts' },
      { from: 'b/two.ts', to: 'c/x/three.ts' },
      { from: 'c/y/four.ts', to: 'a/five.ts' },
      { from: 'd/six.ts', to: 'a/five.ts' },
    ];
    expect(cyclesSideBySide(edges).map(({ folders }) => folders)).toEqual([['a', 'b', 'c']]);
  });

  it('make one at any depth, which folders above them do not', () => {
    const edges = [
      { from: 'a/b/c/one.ts', to: 'a/b/d/two.ts' },
      { from: 'a/b/d/three.ts', to: 'a/b/c/four.ts' },
    ];
    expect(cyclesSideBySide(edges)).toEqual([
      {
        folders: ['a/b/c', 'a/b/d'],
        imports: ['a/b/c/one.ts -> a/b/d/two.ts', 'a/b/d/three.ts -> a/b/c/four.ts'],
      },
    ]);
  });

  it('make none where all imports point one way, or into and out of the folder above', () => {
    const edges = [
      { from: 'a/b/one.ts', to: 'a/c/two.ts' },
      { from: 'a/c/two.ts', to: 'a/port.ts' },
      { from: 'a/list.ts', to: 'a/b/one.ts' },
    ];
    expect(cyclesSideBySide(edges)).toEqual([]);
    expect(cyclesWithSubfolders(edges).map(({ folders }) => folders)).toEqual([['a', 'a/*']]);
  });
});

describe('the files to touch for one more member', () => {
  const metrics = { kind: 'tool server', name: 'metrics', besides: /^mcp\/servers\/metrics\// };

  it('name an existing one as a text, as a key or in the path of an import', () => {
    const files = [
      file('cli/text.ts', "const name = 'metrics';"),
      file('cli/key.ts', 'const servers = { metrics: 1 };'),
      file('cli/type.ts', 'interface Servers { readonly metrics: number }'),
      file('cli/path.ts', "import { a } from '#mcp/servers/metrics/index';"),
    ];
    expect(sitesOf(metrics, files)).toEqual(['cli/text.ts', 'cli/key.ts', 'cli/type.ts', 'cli/path.ts']);
  });

  it('are neither its own nor those that have the word in a comment or a sentence', () => {
    const files = [
      file('mcp/servers/metrics/index.ts', "export const name = 'metrics';"),
      file('lab/services.ts', "const name = 'metrics';"),
      file('cli/comment.ts', '// metrics\nexport const a = 1;'),
      file('cli/sentence.ts', "const words = 'no metrics today';"),
    ];
    expect(sitesOf(metrics, files)).toEqual([]);
  });
});
