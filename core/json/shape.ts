import { isObject } from './is-object.ts';
import type { JsonValue } from './json-value.ts';
import { literals, shortened, type Read, type Reader, type Shaped, mismatch } from './reader.ts';
import { wellFormed } from '../text/invisible-characters.ts';

// What zod is at the edges, for code where a parser has no place: workflow code is bundled, and replayed for years.
//
// A message and its type are one declaration, so that neither can promise what the other does not check. A reader copies
// what it declares: unknown keys are left out, and nothing that a sender set on an object's prototype is ever seen.

interface OptionalReader<T> extends Reader<T | undefined> {
  readonly isOptional: true;
}

type Fields = Readonly<Record<string, Reader<unknown>>>;

type Flat<T> = { readonly [Key in keyof T]: T[Key] };
type ShapeOf<F extends Fields> = Flat<
  { readonly [Key in keyof F as F[Key] extends OptionalReader<unknown> ? never : Key]: Shaped<F[Key]> } & {
    readonly [Key in keyof F as F[Key] extends OptionalReader<unknown> ? Key : never]?: Shaped<F[Key]>;
  }
>;

export interface Shape<F extends Fields> extends Reader<ShapeOf<F>> {
  /** For another shape that has them too. */
  readonly fields: F;
}

/** May be absent. */
export function optional<T>({ expected, read }: Reader<T>): OptionalReader<T> {
  return {
    expected,
    isOptional: true,
    read: (value, path) => (value === undefined ? { kind: 'ok', value } : read(value, path)),
  };
}

/** An object with these fields; other keys are left out. */
export function shape<F extends Fields>(fields: F): Shape<F> {
  const expected = wordsOf(fields);
  return {
    fields,
    expected,
    read: (value, path) => (isObject(value) ? readFields(fields, value, path) : mismatch(path, expected, value)),
  };
}

/** An object with these fields and no others: where a mistyped key must not be taken for an absent one. */
export function closed<F extends Fields>(fields: F): Reader<ShapeOf<F>> {
  const { expected, read } = shape(fields);
  return {
    expected,
    read: (value, path) => {
      const unknown = isObject(value) ? Object.keys(value).find((key) => !Object.hasOwn(fields, key)) : undefined;
      return unknown === undefined
        ? read(value, path)
        : { kind: 'wrong', problem: `${within(path, unknown)}: expected ${expected} and no other key` };
    },
  };
}

/** An object whose `kind` says which other fields it has. */
export function variants<Cases extends Readonly<Record<string, Fields>>>(
  cases: Cases,
): Reader<{ [Kind in keyof Cases]: Flat<{ readonly kind: Kind } & ShapeOf<Cases[Kind]>> }[keyof Cases]> {
  type Variant = { [Kind in keyof Cases]: Flat<{ readonly kind: Kind } & ShapeOf<Cases[Kind]>> }[keyof Cases];
  const kinds = literals(...Object.keys(cases));
  const expected = `{"kind": ${kinds.expected}, ...}`;
  return {
    expected,
    read: (value, path) => {
      if (!isObject(value)) return mismatch(path, expected, value);
      const kind = kinds.read(own(value, 'kind'), within(path, 'kind'));
      if (kind.kind === 'wrong') return kind;
      const rest = readFields(cases[kind.value]!, value, path);
      return rest.kind === 'wrong' ? rest : { kind: 'ok', value: { kind: kind.value, ...rest.value } as Variant };
    },
  };
}

/** A list of at most so many. */
export function list<T>(element: Reader<T>, most: number): Reader<readonly T[]> {
  const expected = `list of at most ${most}`;
  return {
    expected,
    read: (value, path) => {
      if (!Array.isArray(value) || value.length > most) return mismatch(path, expected, value);
      const elements: T[] = [];
      for (const [index, one] of value.entries()) {
        const read = element.read(one, `${path}[${index}]`);
        if (read.kind === 'wrong') return read;
        elements.push(read.value);
      }
      return { kind: 'ok', value: elements };
    },
  };
}

const longestKey = 200;

/** An object of any keys, at most so many. */
export function record<T>(member: Reader<T>, most: number): Reader<Readonly<Record<string, T>>> {
  const expected = `object of at most ${most} keys`;
  return {
    expected,
    read: (value, path) => {
      if (!isObject(value) || Object.keys(value).length > most) return mismatch(path, expected, value);
      const members: [string, T][] = [];
      for (const [key, one] of Object.entries(value)) {
        if (key.length > longestKey) return mismatch(path, `keys of at most ${longestKey} characters`, key);
        const read = member.read(one, within(path, key));
        if (read.kind === 'wrong') return read;
        members.push([wellFormed(key), read.value]);
      }
      // Not by assignment: `__proto__` becomes a key like any other.
      return { kind: 'ok', value: Object.fromEntries(members) };
    },
  };
}

const deepest = 32;

/** An object of any JSON, which is at most so many characters long when it is written down and 32 levels deep. */
export function jsonObject(most: number): Reader<Readonly<Record<string, JsonValue>>> {
  const expected = `JSON object of at most ${most} characters and ${deepest} levels`;
  return {
    expected,
    read: (value, path) => {
      const copy = isObject(value) ? copied(value, 0) : undefined;
      if (copy === undefined || JSON.stringify(copy).length > most) return mismatch(path, expected, value);
      return { kind: 'ok', value: copy as Readonly<Record<string, JsonValue>> };
    },
  };
}

/** Of what is read, something else: an id of a type of its own. */
export function mapped<From, To>({ expected, read }: Reader<From>, map: (value: From) => To): Reader<To> {
  return {
    expected,
    read: (value, path) => {
      const found = read(value, path);
      return found.kind === 'wrong' ? found : { kind: 'ok', value: map(found.value) };
    },
  };
}

function readFields<F extends Fields>(fields: F, value: object, path: string): Read<ShapeOf<F>> {
  const members: [string, unknown][] = [];
  for (const [key, field] of Object.entries(fields)) {
    const read = field.read(own(value, key), within(path, key));
    if (read.kind === 'wrong') return read;
    if (read.value !== undefined) members.push([key, read.value]);
  }
  return { kind: 'ok', value: Object.fromEntries(members) as ShapeOf<F> };
}

function own(object: object, key: string): unknown {
  return Object.hasOwn(object, key) ? (object as Readonly<Record<string, unknown>>)[key] : undefined;
}

function within(path: string, key: string): string {
  return path === '' ? shortened(key) : `${path}.${shortened(key)}`;
}

/** `{"reason", "by"}`; what may be absent has a question mark. */
function wordsOf(fields: Fields): string {
  const keys = Object.entries(fields).map(([key, field]) => `"${key}"${'isOptional' in field ? '?' : ''}`);
  return `{${keys.join(', ')}}`;
}

/** Undefined for what is not JSON, or nested too deeply. */
function copied(value: unknown, depth: number): JsonValue | undefined {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'string') return wellFormed(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'object' || depth >= deepest) return undefined;
  if (Array.isArray(value)) {
    const elements = value.map((element) => copied(element, depth + 1));
    return elements.some((element) => element === undefined) ? undefined : (elements as JsonValue[]);
  }
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([key, member]) => [wellFormed(key), copied(member, depth + 1)] as const);
  return members.some(([, member]) => member === undefined) ? undefined : (Object.fromEntries(members) as JsonValue);
}
