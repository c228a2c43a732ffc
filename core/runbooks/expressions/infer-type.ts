import type { ASTNode } from '@marcbachmann/cel-js';
import { checkArguments, checkReceiver } from './call-types.ts';
import type { ExpressionProblem } from './check-expression.ts';
import type { DataPath } from './expression.ts';
import { common, count, literalsOf, nearestOrKnown } from './expression-parts.ts';
import {
  callables,
  functions,
  macros,
  methods,
  reservedNames,
  wordsOfType,
  type Inferred,
  type KnownFunction,
} from './language-words.ts';
import { typeOfField, typeOfLiteral } from './field-types.ts';
import { checkOperator } from './operator-types.ts';
import type { ScopeTypes } from './value-type.ts';

export interface InferredType {
  readonly type: Inferred;
  readonly uses: readonly DataPath[];
  readonly problems: readonly ExpressionProblem[];
}

/** A part of an expression; with a path while it is still a way into the scope. */
interface Part {
  readonly type: Inferred;
  readonly path?: DataPath;
}

interface Names {
  /** Bound by a macro. */
  readonly bound: ReadonlyMap<string, Inferred>;
  readonly inMacro: boolean;
}

const any: Inferred = { kind: 'any' };
const boolean: Inferred = { kind: 'boolean' };

/** Walks an expression: what it gives, what it reads, and everything that is wrong with it. */
export function inferType(ast: ASTNode, scope: ScopeTypes): InferredType {
  const problems: ExpressionProblem[] = [];
  const uses = new Map<string, DataPath>();

  const wrong = (node: ASTNode, problem: string, remedy: string): Inferred => {
    problems.push({ offset: node.pos, problem, remedy });
    return any;
  };

  /** A part whose value is needed: its path ends here. */
  const value = (node: ASTNode, names: Names): Inferred => {
    const part = walk(node, names);
    if (part.path) uses.set(JSON.stringify(part.path), part.path);
    return part.type;
  };

  const walk = (node: ASTNode, names: Names): Part => {
    switch (node.op) {
      case 'value':
        return { type: literalType(node) };
      case 'id':
        return nameOf(node, node.args, names);
      case '.':
        return fieldOf(node, walk(node.args[0], names), node.args[1]);
      case '[]':
        return indexOf(node, node.args[0], node.args[1], names);
      case 'call':
        return { type: call(node, node.args[0], node.args[1], names) };
      case 'rcall':
        return { type: methodCall(node, node.args[0], node.args[1], node.args[2], names) };
      case 'list': {
        const types = node.args.map((element) => value(element, names));
        return { type: { kind: 'list', of: common(types) } };
      }
      case 'map':
        return { type: objectOf(node.args, names) };
      case '?:': {
        const condition = value(node.args[0], names);
        if (condition.kind !== 'boolean' && condition.kind !== 'any')
          wrong(
            node.args[0],
            `this is ${wordsOfType(condition)}, what stands before "?" must be true or false`,
            compare,
          );
        return { type: common([value(node.args[1], names), value(node.args[2], names)]) };
      }
      case '!_':
      case '-_':
        return { type: unary(node, node.op, value(node.args, names)) };
      case '.?':
      case '[?]':
        return { type: wrong(node, 'optional values are not part of expressions here', 'Ask with has(x.y) first.') };
      case '&&':
      case '||':
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
      case 'in': {
        const [left, right] = node.args;
        const checked = checkOperator(node.op, {
          left: { type: value(left, names), literals: literalsOf(left) },
          right: { type: value(right, names), literals: literalsOf(right) },
        });
        if (checked.problem) wrong(node, checked.problem.problem, checked.problem.remedy);
        return { type: checked.type };
      }
      default: {
        const never: never = node;
        return never;
      }
    }
  };

  const literalType = (node: ASTNode): Inferred => {
    const found = typeOfLiteral(node.args);
    return 'problem' in found ? wrong(node, found.problem, found.remedy) : found;
  };

  const nameOf = (node: ASTNode, name: string, names: Names): Part => {
    const bound = names.bound.get(name);
    if (bound) return { type: bound };
    const type = Object.hasOwn(scope, name) && !reservedNames.has(name) ? scope[name] : undefined;
    if (type) return { type, path: [name] };
    if (reservedNames.has(name))
      return { type: wrong(node, `"${name}" is a reserved word`, 'Give the step, input or variable another name.') };
    const known = [...Object.keys(scope), ...names.bound.keys()];
    return { type: wrong(node, `nothing here is called "${name}"`, nearestOrKnown(name, known, 'There are')) };
  };

  const fieldOf = (node: ASTNode, left: Part, field: string): Part => {
    const owner = left.path ? `"${left.path.join('.')}"` : 'the element';
    const found = typeOfField(left.type, field, owner);
    if ('problem' in found) return { type: wrong(node, found.problem, found.remedy) };
    return { type: found, path: left.path && [...left.path, field] };
  };

  const indexOf = (node: ASTNode, left: ASTNode, index: ASTNode, names: Names): Part => {
    const part = walk(left, names);
    const literal = index.op === 'value' && typeof index.args === 'string' ? index.args : undefined;
    if (literal !== undefined && part.type.kind !== 'list' && part.type.kind !== 'string')
      return fieldOf(node, part, literal);
    if (part.path) uses.set(JSON.stringify(part.path), part.path);
    const indexType = value(index, names);
    switch (part.type.kind) {
      case 'any':
        return { type: any };
      case 'object':
        if (indexType.kind !== 'string' && indexType.kind !== 'any')
          wrong(
            index,
            `an object has no field number, this is ${wordsOfType(indexType)}`,
            'Name the field: x["name"].',
          );
        return { type: any };
      case 'list':
        if (indexType.kind !== 'int' && indexType.kind !== 'number' && indexType.kind !== 'any')
          wrong(index, `the place in a list is a whole number, this is ${wordsOfType(indexType)}`, 'Write list[0].');
        return { type: part.type.of };
      case 'null':
      case 'boolean':
      case 'number':
      case 'int':
      case 'string':
        return { type: wrong(node, `${wordsOfType(part.type)} has no elements`, 'Only lists and objects have.') };
    }
  };

  const objectOf = (entries: readonly (readonly [ASTNode, ASTNode])[], names: Names): Inferred => {
    for (const [key, inner] of entries) {
      const type = value(key, names);
      if (type.kind !== 'string') wrong(key, `a key is a text, this is ${wordsOfType(type)}`, 'Write {"name": x}.');
      if (
        key.op === 'value' &&
        typeof key.args === 'string' &&
        reservedNames.has(key.args) &&
        forbiddenKeys.has(key.args)
      )
        wrong(key, `"${key.args}" cannot be a key`, 'Choose another name.');
      value(inner, names);
    }
    return { kind: 'object', fields: {}, open: true };
  };

  const unary = (node: ASTNode, op: '!_' | '-_', type: Inferred): Inferred => {
    if (type.kind === 'any') return op === '!_' ? boolean : any;
    if (op === '!_')
      return type.kind === 'boolean' ? type : wrong(node, `"!" stands before ${wordsOfType(type)}`, compare);
    if (type.kind === 'int' || type.kind === 'number') return type;
    return wrong(node, `"-" stands before ${wordsOfType(type)}`, 'Only numbers can be negative.');
  };

  const call = (node: ASTNode, name: string, given: readonly ASTNode[], names: Names): Inferred => {
    if (name === 'has') return hasField(node, given, names);
    const known = functions.get(name);
    const types = given.map((argument) => value(argument, names));
    if (known) return checkCall(node, name, known, given, types);
    return unknownFunction(node, name);
  };

  const hasField = (node: ASTNode, given: readonly ASTNode[], names: Names): Inferred => {
    const [argument] = given;
    let root = argument;
    while (root?.op === '.') root = root.args[0];
    if (given.length !== 1 || argument?.op !== '.' || root?.op !== 'id') {
      for (const part of given) value(part, names);
      wrong(node, 'has() asks for a field', 'Write has(x.field).');
    } else value(argument, names);
    return boolean;
  };

  const methodCall = (
    node: ASTNode,
    name: string,
    receiver: ASTNode,
    given: readonly ASTNode[],
    names: Names,
  ): Inferred => {
    if (macros.has(name)) return macro(node, name, receiver, given, names);
    const known = methods.get(name);
    if (!known && receiver.op === 'id' && reservedNames.has(receiver.args))
      return unknownFunction(node, `${receiver.args}.${name}`);
    const type = value(receiver, names);
    const types = given.map((argument) => value(argument, names));
    if (!known) return unknownFunction(node, name);
    const refused = checkReceiver(name, known, type);
    if (refused) return wrong(node, refused.problem, refused.remedy);
    return checkCall(node, name, known, given, types);
  };

  const checkCall = (
    node: ASTNode,
    name: string,
    known: KnownFunction,
    given: readonly ASTNode[],
    types: readonly Inferred[],
  ): Inferred => {
    for (const { argument, problem, remedy } of checkArguments(name, known, types))
      wrong((argument === undefined ? undefined : given[argument]) ?? node, problem, remedy);
    return known.result;
  };

  const macro = (node: ASTNode, name: string, receiver: ASTNode, given: readonly ASTNode[], names: Names): Inferred => {
    const known = macros.get(name);
    const type = value(receiver, names);
    const [variable, ...bodies] = given;
    if (!known?.counts.includes(given.length) || variable?.op !== 'id')
      return wrong(node, `${name}() is given ${count(given.length, 'argument')}`, `Write ${known?.usage ?? ''}.`);
    if (names.inMacro)
      return wrong(
        node,
        `${name}() stands within another one: that could take too long`,
        'Compute the inner one as a variable of the runbook.',
      );
    if (type.kind !== 'list' && type.kind !== 'object' && type.kind !== 'any')
      wrong(node, `${name}() is asked of ${wordsOfType(type)}`, 'It is for a list.');
    const element: Inferred = type.kind === 'list' ? type.of : type.kind === 'object' ? { kind: 'string' } : any;
    const inside: Names = { bound: new Map([...names.bound, [variable.args, element]]), inMacro: true };
    const results = bodies.map((body) => value(body, inside));
    const conditions = name === 'map' ? results.slice(0, -1) : results;
    conditions.forEach((condition, index) => {
      if (condition.kind !== 'boolean' && condition.kind !== 'any')
        wrong(
          bodies[index] ?? node,
          `this is ${wordsOfType(condition)}, the condition of ${name}() must be true or false`,
          compare,
        );
    });
    if (name === 'map') return { kind: 'list', of: results.at(-1) ?? any };
    return name === 'filter' ? { kind: 'list', of: element } : boolean;
  };

  const unknownFunction = (node: ASTNode, name: string): Inferred =>
    wrong(node, `there is no function "${name}"`, nearestOrKnown(name, callables, 'There are'));

  const type = value(ast, { bound: new Map(), inMacro: false });
  return { type, uses: [...uses.values()], problems };
}

const compare = 'Compare it with something: x == "value".';
/** The library leaves these out of an object without a word. */
const forbiddenKeys: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);
