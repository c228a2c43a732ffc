import type { ASTNode } from '@marcbachmann/cel-js';
import { callFunction } from './call-function.ts';
import type { Scope } from './expression.ts';
import { macros } from './language-words.ts';
import { isList, isMap, kindOf, operate } from './operators.ts';
import { absent, NoValue, type Spend, type Value, wrong } from './work.ts';

// Computes what the library has parsed. Not the library's own evaluator: it counts no work, compares prototypes where
// data has a key `constructor`, and keeps a type for every shape of data it has met.

interface Names {
  readonly scope: Scope;
  /** Names bound by macros, the innermost first. */
  readonly bound?: { readonly name: string; readonly value: Value; readonly outer?: Names['bound'] };
}

/** @throws NoValue */
export function interpret(node: ASTNode, names: Names, spend: Spend): Value {
  spend(1);
  const compute = (part: ASTNode): Value => interpret(part, names, spend);
  switch (node.op) {
    case 'value':
      return literal(node.args);
    case 'id':
      return named(node.args, names);
    case '.':
      return fieldOf(compute(node.args[0]), node.args[1]);
    case '[]':
      return elementOf(compute(node.args[0]), compute(node.args[1]));
    case 'call': {
      const [name, given] = node.args;
      return name === 'has' ? exists(given, names, spend) : callFunction(name, given.map(compute), false, spend);
    }
    case 'rcall': {
      const [name, receiver, given] = node.args;
      if (macros.has(name)) return macro(name, compute(receiver), given, names, spend);
      return callFunction(name, [receiver, ...given].map(compute), true, spend);
    }
    case 'list':
      return node.args.map(compute);
    case 'map':
      return Object.fromEntries(node.args.map(([key, inner]) => [textKey(compute(key)), compute(inner)]));
    case '?:':
      return truth(compute(node.args[0]), '?') ? compute(node.args[1]) : compute(node.args[2]);
    case '&&':
    case '||':
      return decide(node.op, node.args, compute);
    case '!_':
      return !truth(compute(node.args), '!');
    case '-_': {
      const value = compute(node.args);
      if (typeof value === 'bigint' || typeof value === 'number') return -value;
      throw wrong(`"-" stands before ${kindOf(value)}`);
    }
    case '.?':
    case '[?]':
      throw wrong('optional values are not part of expressions here');
    case '==':
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=':
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
    case 'in':
      return operate(node.op, compute(node.args[0]), compute(node.args[1]), spend);
    default: {
      const never: never = node;
      return never;
    }
  }
}

function literal(value: unknown): Value {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number' || typeof value === 'bigint') return value;
  throw wrong('bytes and unsigned numbers are not part of expressions here');
}

function named(name: string, { scope, bound }: Names): Value {
  for (let at = bound; at; at = at.outer) if (at.name === name) return at.value;
  const value = Object.hasOwn(scope, name) ? scope[name] : undefined;
  if (value === undefined) throw absent(`nothing is known of "${name}"`);
  return value;
}

function fieldOf(value: Value, field: string): Value {
  const found = isMap(value) && Object.hasOwn(value, field) ? value[field] : undefined;
  if (found === undefined) throw absent(`there is no "${field}"`);
  return found;
}

function elementOf(value: Value, index: Value): Value {
  if (isMap(value) && typeof index === 'string') return fieldOf(value, index);
  if (!isList(value) || (typeof index !== 'bigint' && typeof index !== 'number'))
    throw wrong(`${kindOf(value)} has no element at ${kindOf(index)}`);
  const element = value[Number(index)];
  if (element === undefined) throw absent(`the list of ${value.length} has no element ${index}`);
  return element;
}

function textKey(key: Value): string {
  if (typeof key !== 'string') throw wrong(`a key is a text, not ${kindOf(key)}`);
  return key;
}

function truth(value: Value, where: string): boolean {
  if (typeof value !== 'boolean') throw wrong(`"${where}" stands beside ${kindOf(value)}`);
  return value;
}

/** Whether the whole way is there: `has(finding.service)` is false also where there is no finding. */
function exists(given: readonly ASTNode[], names: Names, spend: Spend): boolean {
  const [argument] = given;
  if (given.length !== 1 || argument?.op !== '.') throw wrong('has() asks for a field');
  try {
    interpret(argument, names, spend);
    return true;
  } catch (error) {
    if (error instanceof NoValue && error.kind === 'absent') return false;
    throw error;
  }
}

/** CEL's logic: one side that decides is enough, also where the other one has no value. */
function decide(
  operator: '&&' | '||',
  [left, right]: readonly [ASTNode, ASTNode],
  compute: (part: ASTNode) => Value,
): boolean {
  const deciding = operator === '||';
  const first = attempt(() => truth(compute(left), operator));
  if (first === deciding) return deciding;
  const second = truth(compute(right), operator);
  if (second === deciding) return deciding;
  if (first instanceof NoValue) throw first;
  return !deciding;
}

function attempt(compute: () => boolean): boolean | NoValue {
  try {
    return compute();
  } catch (error) {
    if (error instanceof NoValue && error.kind !== 'exhausted') return error;
    throw error;
  }
}

function macro(name: string, over: Value, given: readonly ASTNode[], names: Names, spend: Spend): Value {
  const [variable, ...bodies] = given;
  const last = bodies.at(-1);
  if (variable?.op !== 'id' || !last || macros.get(name)?.counts.includes(given.length) !== true)
    throw wrong(`${name}() is given ${given.length} arguments`);
  const elements = isList(over) ? over : isMap(over) ? Object.keys(over) : undefined;
  if (!elements) throw wrong(`${name}() is not for ${kindOf(over)}`);
  const inside = (value: Value): Names => ({ ...names, bound: { name: variable.args, value, outer: names.bound } });
  const compute = (body: ASTNode, value: Value): Value => interpret(body, inside(value), spend);
  const holds = (value: Value): boolean => truth(compute(bodies[0] ?? last, value), name);
  spend(elements.length);
  switch (name) {
    case 'map':
      return (bodies.length === 2 ? elements.filter(holds) : elements).map((element) => compute(last, element));
    case 'filter':
      return elements.filter(holds);
    case 'exists_one':
      return elements.filter(holds).length === 1;
    default:
      return quantify(name === 'exists', elements, holds);
  }
}

/** `exists` is decided by one true, `all` by one false; else an element that has no answer leaves the whole without one. */
function quantify(deciding: boolean, elements: readonly Value[], holds: (value: Value) => boolean): boolean {
  let first: NoValue | undefined;
  for (const element of elements) {
    const held = attempt(() => holds(element));
    if (held === deciding) return deciding;
    if (held instanceof NoValue) first ??= held;
  }
  if (first) throw first;
  return !deciding;
}
