import type { ValueType } from './value-type.ts';

type Schema = Readonly<Record<string, unknown>>;

const any: ValueType = { kind: 'any' };
/** References and nesting are followed this far; a schema that refers to itself ends in `any`. */
const deepest = 12;
/** Of all parts together: what lies beyond is `any`. */
const mostParts = 5000;
const mostFields = 500;

/**
 * What a JSON Schema tells of a value. Never more than it says: what is not understood, and what may be one thing or
 * another, is `any`. Total, whatever is given, also with references in circles.
 */
export function valueTypeOf(schema: unknown): ValueType {
  let parts = 0;
  const root = isSchema(schema) ? schema : {};

  const read = (given: unknown, depth: number): ValueType => {
    parts += 1;
    if (!isSchema(given) || depth > deepest || parts > mostParts) return any;
    const reference = own(given, '$ref');
    if (typeof reference === 'string') return read(resolve(root, reference), depth + 1);
    const choices = own(given, 'anyOf') ?? own(given, 'oneOf');
    if (choices !== undefined) return Array.isArray(choices) ? oneOfThese(choices, depth) : any;
    if (own(given, 'allOf') !== undefined || own(given, 'not') !== undefined || own(given, 'if') !== undefined)
      return any;
    const literals = literalsOf(given);
    if (literals) return typeOfLiterals(literals);
    return ofType(given, own(given, 'type'), depth);
  };

  const ofType = (given: Schema, type: unknown, depth: number): ValueType => {
    if (Array.isArray(type)) return type.length === 1 ? ofType(given, type[0], depth) : any;
    switch (type) {
      case 'null':
      case 'boolean':
      case 'string':
        return { kind: type };
      case 'number':
      case 'integer':
        return { kind: 'number' };
      case 'array': {
        const items = own(given, 'items');
        return { kind: 'list', of: own(given, 'prefixItems') === undefined ? read(items, depth + 1) : any };
      }
      case 'object':
        return object(given, depth);
      default:
        return any;
    }
  };

  const object = (given: Schema, depth: number): ValueType => {
    const properties = own(given, 'properties');
    const required = own(given, 'required');
    const names = isSchema(properties) ? Object.keys(properties) : [];
    const always: ReadonlySet<unknown> = new Set(Array.isArray(required) ? required : []);
    const closed = own(given, 'additionalProperties') === false && own(given, 'patternProperties') === undefined;
    const fields = names.slice(0, mostFields).map((name) => {
      const type = read(isSchema(properties) ? own(properties, name) : undefined, depth + 1);
      return [name, { type, optional: !always.has(name) }] as const;
    });
    return { kind: 'object', fields: Object.fromEntries(fields), open: !closed || names.length > mostFields };
  };

  /** Several choices are known only where they are the same thing; texts join their sets. */
  const oneOfThese = (choices: readonly unknown[], depth: number): ValueType => {
    const types = choices.slice(0, 50).map((choice) => read(choice, depth + 1));
    const [first, ...others] = types;
    if (!first || choices.length > 50) return any;
    if (others.length === 0) return first;
    if (!others.every(({ kind }) => kind === first.kind)) return any;
    switch (first.kind) {
      case 'string': {
        const texts = types.map((type) => (type.kind === 'string' ? type.oneOf : undefined));
        const known = texts.flatMap((oneOf) => (oneOf ? [oneOf] : []));
        return known.length === types.length
          ? { kind: 'string', oneOf: [...new Set(known.flat())] }
          : { kind: 'string' };
      }
      case 'null':
      case 'boolean':
      case 'number':
        return first;
      case 'any':
      case 'list':
      case 'object':
        return any;
    }
  };

  try {
    return read(root, 0);
  } catch {
    // A schema with getters that throw, or a proxy: nothing can be told of it.
    return any;
  }
}

const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const own = (schema: Schema, key: string): unknown => (Object.hasOwn(schema, key) ? schema[key] : undefined);

/** `#/$defs/Pod` and other pointers into the same schema. */
function resolve(root: Schema, reference: string): unknown {
  if (reference === '#') return root;
  if (!reference.startsWith('#/') || reference.length > 500) return undefined;
  let at: unknown = root;
  for (const part of reference.slice(2).split('/')) {
    if (!isSchema(at)) return undefined;
    at = own(at, part.replaceAll('~1', '/').replaceAll('~0', '~'));
  }
  return at;
}

function literalsOf(schema: Schema): readonly unknown[] | undefined {
  if (Object.hasOwn(schema, 'const')) return [schema.const];
  const listed = own(schema, 'enum');
  return Array.isArray(listed) && listed.length > 0 ? listed : undefined;
}

function typeOfLiterals(literals: readonly unknown[]): ValueType {
  if (literals.every((literal) => typeof literal === 'string')) return { kind: 'string', oneOf: literals };
  if (literals.every((literal) => typeof literal === 'number')) return { kind: 'number' };
  if (literals.every((literal) => typeof literal === 'boolean')) return { kind: 'boolean' };
  return literals.every((literal) => literal === null) ? { kind: 'null' } : any;
}
