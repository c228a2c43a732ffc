import type { z } from 'zod';
import { explainIssues } from './explain-issues.ts';
import { readPositionedYaml, type PositionedYaml } from './positioned-yaml.ts';
import { DocumentError, type PlacedProblem, type Problem } from './problem.ts';
import { isObject } from '../json/is-object.ts';

const maximumBytes = 1024 * 1024;

/** A document that its schema accepts. */
export interface ParsedDocument<T> {
  readonly data: T;
  /** Gives findings of further checks their line. */
  readonly locate: PositionedYaml['locate'];
}

/** A document that has keys, before any schema has looked at it. */
export interface DocumentToCheck {
  readonly value: Readonly<Record<string, unknown>>;
  readonly locate: PositionedYaml['locate'];
}

/**
 * Reads a YAML or JSON document of ours.
 * @param file for messages
 * @throws DocumentError when it is larger than 1 MiB, no YAML, or has no keys
 */
export function readDocument(text: string, file: string): DocumentToCheck {
  // A text has at least as many bytes as characters: what is far too long need not be encoded to see it.
  if (text.length > maximumBytes || new TextEncoder().encode(text).length > maximumBytes)
    throw wholeFileError(file, 'it is larger than 1 MiB', 'Is this the right file?');
  const document = readPositionedYaml(text, file);
  if ('problems' in document) throw new DocumentError(document.problems);
  const { value, locate } = document;
  if (!isObject(value)) {
    const problem = value === null || value === undefined ? 'the file is empty' : 'the file has no keys';
    throw wholeFileError(file, problem, 'Begin with `apiVersion: holdfast/v1` and `kind`.');
  }
  return { value, locate };
}

/**
 * Reads a document and checks it against its schema.
 * @param explainFirst findings that say more than the schema can; what it says of their paths is left out
 * @throws DocumentError with every problem, each with file, line, column and remedy
 */
export function parseDocument<T>(
  schema: z.ZodType<T>,
  text: string,
  file: string,
  explainFirst: (value: Readonly<Record<string, unknown>>) => readonly PlacedProblem[] = () => [],
): ParsedDocument<T> {
  const { value, locate } = readDocument(text, file);
  const result = schema.safeParse(value);
  if (result.success) return { data: result.data, locate };
  const first = explainFirst(value);
  const issues = result.error.issues.filter(
    ({ path }) => !first.some((finding) => finding.path.every((part, index) => part === path[index])),
  );
  throw new DocumentError(inOrder([...first, ...explainIssues(schema, value, issues)].map(locate)));
}

/** A problem of a file that has no better place than its beginning. */
export function wholeFileError(file: string, problem: string, remedy: string): DocumentError {
  return new DocumentError([{ severity: 'error', file, line: 1, column: 1, path: '', problem, remedy }]);
}

/** By line and column. */
export function inOrder(problems: readonly Problem[]): readonly Problem[] {
  return problems.toSorted((a, b) => a.line - b.line || a.column - b.column);
}
