import { Environment, ParseError, type ASTNode } from '@marcbachmann/cel-js';
import { expressionLimits, longestExpression } from './evaluate.ts';
import type { DataPath } from './expression.ts';
import { inferType } from './infer-type.ts';
import { wordsOfType, type Inferred } from './language-words.ts';
import { wordsOfRefusal, wordsOfSyntaxError } from './refusal-words.ts';
import type { ScopeTypes, ValueType } from './value-type.ts';

/** `offset` counts UTF-16 units from the beginning of the expression. */
export interface ExpressionProblem {
  readonly offset: number;
  readonly problem: string;
  readonly remedy: string;
}

/** `text`: something that reads as words, that is a text, a number, true or false. */
export type Expected = 'boolean' | 'list' | 'text' | 'any';

export interface CheckedExpression {
  readonly problems: readonly ExpressionProblem[];
  readonly type: ValueType;
  /**
   * What is read, beginning with a name of the scope. A path ends where the value is used whole, at a list at the latest.
   */
  readonly uses: readonly DataPath[];
}

const mostProblems = 20;

const environment = new Environment({
  unlistedVariablesAreDyn: true,
  homogeneousAggregateLiterals: false,
  limits: expressionLimits,
});

/**
 * Checks an expression before there is any data. What it accepts can be evaluated in bounded time; whether the data is
 * there is seen only then. Total: nothing is thrown, whatever the text.
 */
export function checkExpression(cel: string, scope: ScopeTypes, expected: Expected): CheckedExpression {
  if (cel.length > longestExpression)
    return refused(
      0,
      `the expression has ${cel.length} characters; at most ${longestExpression} are read`,
      'Compute parts of it as variables of the runbook.',
    );
  if (/^\s*\$\{\{/.test(cel))
    return refused(0, 'a condition is an expression as a whole', 'Write it here without ${{ and }}.');
  if (cel.trim() === '') return refused(0, 'the expression is empty', 'Write one, or leave the key out.');
  try {
    return checkParsed(environment.parse(cel).ast, scope, expected);
  } catch (error) {
    if (error instanceof ParseError) {
      const { problem, remedy } = wordsOfSyntaxError(error.code, error.summary, cel, error.range?.start ?? 0);
      return refused(Math.min(error.range?.start ?? 0, cel.length), problem, remedy);
    }
    // What else comes out is the stack's end in a hostile text.
    return refused(0, 'the expression cannot be read', 'Write it with less nesting.');
  }
}

function refused(offset: number, problem: string, remedy: string): CheckedExpression {
  return { problems: [{ offset, problem, remedy }], type: { kind: 'any' }, uses: [] };
}

function checkParsed(ast: ASTNode, scope: ScopeTypes, expected: Expected): CheckedExpression {
  const { type, uses, problems: found } = inferType(ast, scope);
  const problems = [...found];
  if (problems.length === 0) {
    const refusal = refusalOfLibrary(ast.input);
    if (refusal) problems.push(refusal);
  }
  if (problems.length === 0) {
    const mismatch = mismatchOf(type, expected);
    if (mismatch) problems.push({ offset: ast.start, ...mismatch });
  }
  problems.sort((a, b) => a.offset - b.offset);
  return { problems: problems.slice(0, mostProblems), type: valueTypeOfInferred(type), uses };
}

/** What CEL itself says of operators and functions where the names are of unknown type: double(x) == 1 is none of it. */
function refusalOfLibrary(cel: string): ExpressionProblem | undefined {
  const { error } = environment.parse(cel).check();
  if (!error) return undefined;
  return { offset: error.range?.start ?? 0, ...wordsOfRefusal(error.code, error.summary) };
}

function mismatchOf(type: Inferred, expected: Expected): Omit<ExpressionProblem, 'offset'> | undefined {
  if (type.kind === 'any') return undefined;
  switch (expected) {
    case 'any':
      return undefined;
    case 'boolean':
      if (type.kind === 'boolean') return undefined;
      return {
        problem: `this is ${wordsOfType(type)}, a condition must be true or false`,
        remedy:
          type.kind === 'list' ? 'Ask something about it: size(list) > 0.' : 'Compare it with something: x == "value".',
      };
    case 'list':
      if (type.kind === 'list') return undefined;
      return {
        problem: `this is ${wordsOfType(type)}, a list is needed here`,
        remedy:
          type.kind === 'string' ? 'Name a list, or split the text: x.split(",").' : 'Name a list, or write one: [x].',
      };
    case 'text':
      if (type.kind !== 'list' && type.kind !== 'object' && type.kind !== 'null') return undefined;
      return {
        problem: `this is ${wordsOfType(type)}, which does not read as words`,
        remedy: type.kind === 'list' ? 'Join its texts: list.join(", ").' : 'Name one of its fields.',
      };
    default: {
      const never: never = expected;
      return never;
    }
  }
}

/** What leaves an expression is JSON, which has one kind of number. */
function valueTypeOfInferred(type: Inferred): ValueType {
  if (type.kind === 'int') return { kind: 'number' };
  if (type.kind === 'list') return { kind: 'list', of: valueTypeOfInferred(type.of) };
  return type;
}
