import ts from 'typescript';
import type { SourceFile } from './source-files.ts';

/** Something of which there are several, and of which one more is to be added. */
export interface Member {
  /** `tool server` */
  readonly kind: string;
  /** An existing one, whose name stands wherever the next one's would have to. */
  readonly name: string;
  /** What is its own, which the next one brings along, and files where the name stands for something else. */
  readonly besides: RegExp;
}

/** The demo names what it starts: nobody who adds a member has to touch it. */
const demo = /^(lab|programs)\//;

export const members: readonly Member[] = [
  { kind: 'tool server', name: 'metrics', besides: /^mcp\/servers\/metrics\// },
  { kind: 'adapter', name: 'prometheus', besides: /\/adapters\/prometheus|^mcp\/backends\/prom/ },
  // The other one of this name is an adapter.
  { kind: 'hook source', name: 'alertmanager', besides: /\/hooks\/alertmanager\/|^mcp\// },
  { kind: 'step kind', name: 'notify', besides: /\/steps\/notify\.ts$/ },
];

/**
 * The product's files in which a member's name stands in code: as a text, as a key, or in the path of an import. These
 * are the files that one more member has to touch.
 */
export function sitesOf({ name, besides }: Member, files: readonly SourceFile[]): readonly string[] {
  return files
    .filter(({ path, isTest }) => !isTest && !besides.test(path) && !demo.test(path))
    .filter(({ tree }) => names(tree, name))
    .map(({ path }) => path);
}

function names(tree: ts.SourceFile, name: string): boolean {
  const isIt = (node: ts.Node): boolean => {
    if (ts.isStringLiteralLike(node)) {
      return isModulePath(node) ? pathNames(node.text, name) : node.text === name;
    }
    if (ts.isPropertyAssignment(node) || ts.isPropertySignature(node)) {
      if (ts.isIdentifier(node.name) && node.name.text === name) return true;
    }
    return ts.forEachChild(node, isIt) ?? false;
  };
  return isIt(tree);
}

function isModulePath({ parent }: ts.Node): boolean {
  return ts.isImportDeclaration(parent) || ts.isExportDeclaration(parent);
}

function pathNames(path: string, name: string): boolean {
  return path.split('/').some((part) => part.replace(/\.tsx?$/, '') === name);
}
