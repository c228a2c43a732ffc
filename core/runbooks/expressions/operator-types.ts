import { nearestNames } from '../../text/nearest-name.ts';
import { wordsOfType, type Inferred } from './language-words.ts';

export type BinaryOperator = '&&' | '||' | '==' | '!=' | '<' | '<=' | '>' | '>=' | '+' | '-' | '*' | '/' | '%' | 'in';

interface Side {
  readonly type: Inferred;
  /** The texts that are written out on this side. */
  readonly literals?: readonly string[];
}

interface Sides {
  readonly left: Side;
  readonly right: Side;
}

export interface CheckedOperator {
  readonly type: Inferred;
  readonly problem?: { readonly problem: string; readonly remedy: string };
}

const boolean: Inferred = { kind: 'boolean' };
const any: Inferred = { kind: 'any' };

/** What an operator gives between two sides, and what is wrong with them. */
export function checkOperator(operator: BinaryOperator, { left, right }: Sides): CheckedOperator {
  const wrong = (problem: string, remedy: string, type: Inferred = boolean): CheckedOperator => ({
    type,
    problem: { problem, remedy },
  });
  const sides = `${wordsOfType(left.type)} and ${wordsOfType(right.type)}`;
  const either = [left.type, right.type];
  const unknown = either.some(({ kind }) => kind === 'any');
  const numbers = either.every(isNumber);
  const same = left.type.kind === right.type.kind;

  switch (operator) {
    case '&&':
    case '||': {
      const odd = either.find(({ kind }) => kind !== 'boolean' && kind !== 'any');
      if (!odd) return { type: boolean };
      return wrong(`"${operator}" stands beside ${wordsOfType(odd)}`, 'Compare it with something: x == "value".');
    }
    case '==':
    case '!=': {
      const impossible = impossibleText(left, right) ?? impossibleText(right, left);
      if (impossible) return wrong(impossible.problem, impossible.remedy);
      if (unknown || same || numbers) return { type: boolean };
      if (either.some(({ kind }) => kind === 'null'))
        return wrong(`${sides} are never equal`, 'Ask whether it exists with has(x.field).');
      return wrong(`${sides} are never equal`, 'Compare values of one type.');
    }
    case '<':
    case '<=':
    case '>':
    case '>=':
      if (numbers || (same && (left.type.kind === 'string' || left.type.kind === 'boolean'))) return { type: boolean };
      if (unknown && either.every(({ kind }) => kind === 'any' || ordered.has(kind))) return { type: boolean };
      return wrong(`"${operator}" cannot order ${sides}`, 'Compare two numbers or two texts.');
    case 'in':
      return checkMembership(left, right);
    case '%':
      if (either.every(({ kind }) => kind === 'int' || kind === 'any')) return { type: { kind: 'int' } };
      return wrong(`"%" stands between ${sides}`, 'It is for whole numbers: int(x) % 2.', any);
    case '+':
    case '-':
    case '*':
    case '/':
      return checkArithmetic(operator, left.type, right.type);
    default: {
      const never: never = operator;
      return never;
    }
  }
}

const ordered: ReadonlySet<Inferred['kind']> = new Set(['number', 'int', 'string', 'boolean']);
const isNumber = ({ kind }: Inferred): boolean => kind === 'number' || kind === 'int';

function checkArithmetic(operator: '+' | '-' | '*' | '/', left: Inferred, right: Inferred): CheckedOperator {
  const one = left.kind === 'any' ? right : left;
  const other = right.kind === 'any' ? left : right;
  const joins = operator === '+' && (one.kind === 'string' || one.kind === 'list');
  if (one.kind === 'any') return { type: any };
  if (one.kind === other.kind && (isNumber(one) || joins)) {
    if (one.kind === 'string') return { type: { kind: 'string' } };
    if (one.kind !== 'list' || other.kind !== 'list') return { type: one };
    return { type: one.of.kind === other.of.kind && one.of.kind !== 'object' ? one : { kind: 'list', of: any } };
  }
  const problem = `"${operator}" stands between ${wordsOfType(left)} and ${wordsOfType(right)}`;
  if (isNumber(one) && isNumber(other))
    return {
      type: any,
      problem: {
        problem,
        remedy: 'All numbers of data have a fraction: write 1.0 instead of 1, or double(size(x)).',
      },
    };
  const text = operator === '+' && (one.kind === 'string' || other.kind === 'string');
  return { type: any, problem: { problem, remedy: text ? 'Make both texts: string(x).' : 'Use values of one type.' } };
}

function checkMembership(left: Side, right: Side): CheckedOperator {
  const refused = (problem: string, remedy: string): CheckedOperator => ({
    type: boolean,
    problem: { problem, remedy },
  });
  const { type } = right;
  switch (type.kind) {
    case 'any':
      return { type: boolean };
    case 'object':
      if (left.type.kind === 'string' || left.type.kind === 'any') return { type: boolean };
      return refused(`an object's keys are texts, this asks for ${wordsOfType(left.type)}`, 'Write "name" in x.');
    case 'list': {
      const impossible = impossibleText(left, right) ?? impossibleElement(left, type.of);
      if (impossible) return refused(impossible.problem, impossible.remedy);
      const fits = [left.type, type.of].some(({ kind }) => kind === 'any') || left.type.kind === type.of.kind;
      if (fits || (isNumber(left.type) && isNumber(type.of))) return { type: boolean };
      return refused(
        `${wordsOfType(left.type)} is never in a list whose elements are ${wordsOfType(type.of)}`,
        'Compare values of one type.',
      );
    }
    case 'null':
    case 'boolean':
    case 'number':
    case 'int':
    case 'string':
      return refused(
        `"in" looks into ${wordsOfType(type)}`,
        type.kind === 'string' ? 'Write text.contains("a").' : 'It looks into lists and objects.',
      );
  }
}

interface Impossible {
  readonly problem: string;
  readonly remedy: string;
}

/** A text that can only be one of a few, compared with one that is not among them. */
function impossibleText(side: Side, other: Side): Impossible | undefined {
  return side.type.kind === 'string' && side.type.oneOf ? notAmong(side.type.oneOf, other.literals ?? []) : undefined;
}

function impossibleElement(side: Side, element: Inferred): Impossible | undefined {
  return element.kind === 'string' && element.oneOf ? notAmong(element.oneOf, side.literals ?? []) : undefined;
}

function notAmong(known: readonly string[], literals: readonly string[]): Impossible | undefined {
  const odd = literals.find((literal) => !known.includes(literal));
  if (odd === undefined) return undefined;
  const [near] = nearestNames(odd, known);
  const all = `It is one of: ${known.slice(0, 30).join(', ')}.`;
  return {
    problem: `it is never "${odd.slice(0, 60)}"`,
    remedy: near === undefined ? all : `Did you mean ${near}? ${all}`,
  };
}
