import { join } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { type SourceFile, sourceFiles } from './counts/source-files.ts';

/** Every folder of adapters or write tools exports these: its list reads them by name. */
const ofEveryMember: readonly string[] = ['lab', 'planAction', 'readLab', 'writeLab'];

function exportedNames({ tree }: SourceFile): ReadonlySet<string> {
  return new Set(
    tree.statements.filter(isExported).flatMap((statement) => {
      if (ts.isVariableStatement(statement))
        return statement.declarationList.declarations.map(({ name }) => name.getText());
      return 'name' in statement && statement.name ? [(statement.name as ts.Node).getText()] : [];
    }),
  );
}

function isExported(statement: ts.Statement): boolean {
  return (
    ts.canHaveModifiers(statement) &&
    (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
  );
}

test('an exported name means one thing in the whole product', () => {
  const files = sourceFiles(join(import.meta.dirname, '..', '..')).filter(({ isTest }) => !isTest);
  const places = new Map<string, readonly string[]>();
  for (const file of files)
    for (const name of exportedNames(file)) places.set(name, [...(places.get(name) ?? []), file.path]);
  const double = [...places].filter(([, found]) => found.length > 1);
  const unexpected = double.filter(([name]) => !ofEveryMember.includes(name));
  const report = unexpected.map(([name, found]) => `${name}: ${found.join(', ')}`);
  expect(report, 'rename the newer one after its folder, such as PagerPayload').toEqual([]);
});
