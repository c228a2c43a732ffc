import { z } from 'zod';
import { isObject } from '../json/is-object.ts';

// What a schema says about itself, for messages: zod tells what is wrong, not what would have been right.

/** The schema that values are checked against, without what makes it optional or transforms its result. */
export function innerSchema(schema: z.core.$ZodType): z.core.$ZodType {
  let inner = schema;
  for (;;) {
    if (
      inner instanceof z.ZodOptional ||
      inner instanceof z.ZodDefault ||
      inner instanceof z.ZodPrefault ||
      inner instanceof z.ZodNullable ||
      inner instanceof z.ZodReadonly
    ) {
      inner = inner.def.innerType;
    } else if (inner instanceof z.ZodPipe) inner = inner.def.in;
    else if (inner instanceof z.ZodLazy) inner = inner.def.getter();
    else return inner;
  }
}

/** The keys that an object may have; undefined for what takes any key, or none. */
export function knownKeys(schema: z.core.$ZodType): readonly string[] | undefined {
  const inner = innerSchema(schema);
  return inner instanceof z.ZodObject ? Object.keys(inner.shape) : undefined;
}

/** The one value that an object's key must have, if it is a literal: `adapter: prometheus`. */
export function literalAt(schema: z.core.$ZodType, key: string): unknown {
  const inner = innerSchema(schema);
  if (!(inner instanceof z.ZodObject)) return undefined;
  const member: z.core.$ZodType | undefined = inner.shape[key];
  const literal = member && innerSchema(member);
  return literal instanceof z.ZodLiteral ? [...literal.values][0] : undefined;
}

/** What tells an object from its alternatives: its literals, else its required keys; undefined for no object. */
export function signOf(schema: z.core.$ZodType): string | undefined {
  const inner = innerSchema(schema);
  if (!(inner instanceof z.ZodObject)) return undefined;
  const keys = Object.keys(inner.shape);
  const literals = keys.filter((key) => literalAt(inner, key) !== undefined);
  if (literals.length > 0) return literals.map((key) => `${key}: ${String(literalAt(inner, key))}`).join(', ');
  return keys
    .filter((key) => !z.safeParse(inner.shape[key] as z.core.$ZodType, undefined).success)
    .map((key) => `${key}: ...`)
    .join(', ');
}

/** The schema of a member of a value that this schema describes; in a union, of the alternative that was meant. */
export function memberSchema(schema: z.core.$ZodType, value: unknown, key: PropertyKey): z.core.$ZodType | undefined {
  const inner = innerSchema(schema);
  if (inner instanceof z.ZodObject) {
    const shape: Readonly<Record<string, z.core.$ZodType>> = inner.shape;
    return Object.hasOwn(shape, key) ? shape[String(key)] : inner.def.catchall;
  }
  if (inner instanceof z.ZodRecord) return inner.def.valueType;
  if (inner instanceof z.ZodArray) return inner.def.element;
  if (inner instanceof z.ZodUnion) {
    const meant = meantAlternative(inner.options, value);
    return meant === undefined ? undefined : memberSchema(inner.options[meant]!, value, key);
  }
  return undefined;
}

/**
 * Which alternative of a union somebody meant: the one whose literal is given (`adapter: prometheus`), else the one of
 * the value's kind with the most of its keys given. Undefined where it cannot be told.
 */
export function meantAlternative(options: readonly z.core.$ZodType[], value: unknown): number | undefined {
  const fitting = options.flatMap((option, index) => {
    const keys = knownKeys(option);
    if (!isObject(value)) return keys === undefined ? [{ index, score: 0 }] : [];
    if (keys === undefined) return [];
    // A key that is a literal of any alternative decides: who writes an adapter means one of ours, even a wrong one.
    const deciding = Object.keys(value).filter((key) => options.some((other) => literalAt(other, key) !== undefined));
    if (deciding.some((key) => literalAt(option, key) !== value[key])) return [];
    return [{ index, score: keys.filter((key) => Object.hasOwn(value, key)).length }];
  });
  fitting.sort((a, b) => b.score - a.score);
  const [best, second] = fitting;
  return best && best.score !== second?.score ? best.index : undefined;
}
