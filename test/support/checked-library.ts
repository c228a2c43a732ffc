import { type CheckContext, compileLibrary, type Library } from '#core/runbooks/compile-library';
import { DocumentError } from '#core/documents/problem';
import type { CompiledRunbook } from '#core/runbooks/runbook-ir';
import { toolsForTests } from './tool-specs.ts';

export const runbookHead = 'apiVersion: holdfast/v1\nkind: Runbook\nname: mine\ntitle: Mine only\n';

/** Runbooks by the names of their files, checked against a few tools. */
export function checkedLibrary(files: Readonly<Record<string, string>>, context: Partial<CheckContext> = {}): Library {
  const texts = Object.entries(files).map(([file, text]) => ({ file, text }));
  return compileLibrary(texts, { tools: toolsForTests, ...context });
}

/** What is said of a runbook, as a compiler prints it; its keys begin in line 5. */
export function saidOf(text: string, context: Partial<CheckContext> = {}): readonly string[] {
  const { problems } = checkedLibrary({ 'runbook.yaml': runbookHead + text }, context);
  return problems.length === 0 ? [] : new DocumentError(problems).message.split('\n');
}

/** A runbook that must compile without a word. */
export function compiled(text: string): CompiledRunbook {
  const { runbooks, problems } = checkedLibrary({ 'runbook.yaml': runbookHead + text });
  const [runbook] = runbooks;
  if (!runbook || problems.length > 0) throw new Error(new DocumentError(problems).message);
  return runbook;
}
