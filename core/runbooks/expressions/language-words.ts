import type { ValueType } from './value-type.ts';

// What the dialect offers, as a table: what is not in it is refused, whatever else the library can do.

/** What an expression's part is known to be. `int` is CEL's own: literals without a point, sizes; data never has it. */
export type Inferred =
  | Exclude<ValueType, { readonly kind: 'list' }>
  | { readonly kind: 'int' }
  | { readonly kind: 'list'; readonly of: Inferred };

export type InferredKind = Inferred['kind'];

export interface KnownFunction {
  /** What it may be called on; absent: it is called with arguments only. */
  readonly receiver?: readonly InferredKind[];
  readonly arguments: readonly (readonly InferredKind[])[];
  /** How many of the last arguments may be left out. */
  readonly optional: number;
  readonly result: Inferred;
  /** How it is written. */
  readonly usage: string;
}

const text: Inferred = { kind: 'string' };
const boolean: Inferred = { kind: 'boolean' };
const int: Inferred = { kind: 'int' };

const onText = (usage: string, result: Inferred, argument: boolean): KnownFunction => ({
  receiver: ['string'],
  arguments: argument ? [['string']] : [],
  optional: 0,
  result,
  usage,
});

/** Called as `name(argument)`. `has` is not here: it does not compute its argument. */
export const functions: ReadonlyMap<string, KnownFunction> = new Map([
  ['size', { arguments: [['string', 'list', 'object']], optional: 0, result: int, usage: 'size(x)' }],
  ['string', { arguments: [['string', 'boolean', 'int', 'number']], optional: 0, result: text, usage: 'string(x)' }],
  ['int', { arguments: [['int', 'number', 'string']], optional: 0, result: int, usage: 'int(x)' }],
  ['double', { arguments: [['int', 'number', 'string']], optional: 0, result: { kind: 'number' }, usage: 'double(x)' }],
  ['bool', { arguments: [['boolean', 'string']], optional: 0, result: boolean, usage: 'bool(x)' }],
]);

/** Called as `x.name(argument)`. */
export const methods: ReadonlyMap<string, KnownFunction> = new Map([
  ['size', { receiver: ['string', 'list', 'object'], arguments: [], optional: 0, result: int, usage: 'x.size()' }],
  ['startsWith', onText('text.startsWith("a")', boolean, true)],
  ['endsWith', onText('text.endsWith("a")', boolean, true)],
  ['contains', onText('text.contains("a")', boolean, true)],
  ['lowerAscii', onText('text.lowerAscii()', text, false)],
  ['upperAscii', onText('text.upperAscii()', text, false)],
  ['trim', onText('text.trim()', text, false)],
  [
    'split',
    {
      receiver: ['string'],
      arguments: [['string'], ['int']],
      optional: 1,
      result: { kind: 'list', of: text },
      usage: 'text.split(",")',
    },
  ],
  ['join', { receiver: ['list'], arguments: [['string']], optional: 1, result: text, usage: 'list.join(", ")' }],
]);

/** Macros over the elements of a list, with the numbers of arguments they take. */
export const macros: ReadonlyMap<string, { readonly counts: readonly number[]; readonly usage: string }> = new Map([
  ['all', { counts: [2], usage: 'list.all(x, x.ok)' }],
  ['exists', { counts: [2], usage: 'list.exists(x, x.ok)' }],
  ['exists_one', { counts: [2], usage: 'list.exists_one(x, x.ok)' }],
  ['filter', { counts: [2], usage: 'list.filter(x, x.ok)' }],
  ['map', { counts: [2, 3], usage: 'list.map(x, x.name)' }],
]);

export const callables: readonly string[] = [
  ...new Set(['has', ...functions.keys(), ...methods.keys(), ...macros.keys()]),
];

/**
 * Names that mean something else in an expression, or nothing: a step, an input or a variable that is called so could not
 * be named.
 */
export const reservedNames: ReadonlySet<string> = new Set([
  'as',
  'break',
  'const',
  'continue',
  'else',
  'for',
  'function',
  'if',
  'import',
  'let',
  'loop',
  'package',
  'namespace',
  'return',
  'var',
  'void',
  'while',
  '__proto__',
  'prototype',
  'constructor',
  'in',
  'true',
  'false',
  'null',
  'string',
  'bool',
  'int',
  'uint',
  'double',
  'map',
  'list',
  'bytes',
  'null_type',
  'type',
  'cel',
  'google',
]);

const kindWords: Readonly<Record<InferredKind, string>> = {
  any: 'a value of unknown type',
  null: 'null',
  boolean: 'true or false',
  number: 'a number',
  int: 'a whole number',
  string: 'a text',
  list: 'a list',
  object: 'an object',
};

export const wordsOfType = (type: { readonly kind: InferredKind }): string => kindWords[type.kind];

export function wordsOfKinds(kinds: readonly InferredKind[]): string {
  const words = kinds.map((kind) => kindWords[kind]);
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`;
}
