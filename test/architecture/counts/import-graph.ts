import { posix } from 'node:path';
import ts from 'typescript';
import type { SourceFile } from './source-files.ts';

/** One file of the repository that names another in an import, an export or a type. */
export interface ImportEdge {
  readonly from: string;
  readonly to: string;
}

/** Imports between the given files, of values and of types; packages and built-ins are left out. */
export function importEdges(files: readonly SourceFile[]): readonly ImportEdge[] {
  const paths = new Set(files.map(({ path }) => path));
  return files.flatMap(({ path, tree }) =>
    specifiersOf(tree).flatMap((specifier) => {
      const to = candidates(path, specifier).find((candidate) => paths.has(candidate));
      return to === undefined ? [] : [{ from: path, to }];
    }),
  );
}

function candidates(from: string, specifier: string): readonly string[] {
  if (specifier.startsWith('#')) return [`${specifier.slice(1)}.ts`, `${specifier.slice(1)}.tsx`];
  if (specifier.startsWith('.')) return [posix.join(posix.dirname(from), specifier)];
  return [];
}

function specifiersOf(tree: ts.SourceFile): readonly string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const specifier = specifierOf(node);
    if (specifier && ts.isStringLiteral(specifier)) found.push(specifier.text);
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

function specifierOf(node: ts.Node): ts.Node | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isImportTypeNode(node)) return ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined;
  const isDynamic = ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword;
  return isDynamic ? node.arguments[0] : undefined;
}
