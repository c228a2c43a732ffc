import { z } from 'zod';
import type { DocumentPath } from '#core/documents/problem';
import { innerSchema, memberSchema } from '#core/documents/schema-walk';
import { isObject } from '#core/json/is-object';
import { Configuration } from './configuration.ts';
import { SecretReference } from '#settings/secret';

interface PlacedReference {
  readonly path: DocumentPath;
  readonly reference: SecretReference;
}

/** Some of a configuration's parts under their names. */
export type ConfigurationPart = { readonly [Name in keyof Configuration]?: unknown };

/**
 * Every secret that a part of the configuration refers to, with its place. Along the schema, because a map may look
 * like a reference and be none: a tool called `file` among `risks`, a variable called `file` among `env`.
 */
export function secretReferences(part: ConfigurationPart): readonly PlacedReference[] {
  return within(Configuration, part, []);
}

function within(schema: z.core.$ZodType, value: unknown, path: DocumentPath): readonly PlacedReference[] {
  if (Array.isArray(value)) {
    return value.flatMap((element, index) => below(schema, value, element, [...path, index]));
  }
  if (!isObject(value)) return [];
  if (mayBeReference(schema)) return [{ path, reference: SecretReference.parse(value) }];
  return Object.entries(value).flatMap(([key, member]) => below(schema, value, member, [...path, key]));
}

function below(
  schema: z.core.$ZodType,
  parent: unknown,
  value: unknown,
  path: DocumentPath,
): readonly PlacedReference[] {
  const member = memberSchema(schema, parent, path.at(-1) ?? '');
  return member ? within(member, value, path) : [];
}

/** A reference, or a text instead of one. */
function mayBeReference(schema: z.core.$ZodType): boolean {
  const inner = innerSchema(schema);
  return inner === SecretReference || (inner instanceof z.ZodUnion && inner.options.includes(SecretReference));
}
