import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** A TypeScript file of the repository, parsed. */
export interface SourceFile {
  /** From the root: `mcp/kit/pipeline.ts`. */
  readonly path: string;
  readonly isTest: boolean;
  readonly tree: ts.SourceFile;
}

/** Every TypeScript file that is tracked in the repository at `root`, or new and not ignored. */
export function sourceFiles(root: string): readonly SourceFile[] {
  const listing = ['ls-files', '--cached', '--others', '--exclude-standard', '*.ts', '*.tsx'];
  const paths = execFileSync('git', listing, { cwd: root, encoding: 'utf8' }).trim().split('\n');
  return [...new Set(paths)].sort().flatMap((path) => {
    const text = textOf(join(root, path));
    if (text === undefined) return [];
    return [{ path, isTest: path.startsWith('test/'), tree: parsed(path, text) }];
  });
}

export function parsed(path: string, text: string): ts.SourceFile {
  return ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true);
}

/** Undefined for a file that is still in the index and no longer on disk. */
function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
