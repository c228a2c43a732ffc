import { isObject } from '#core/json/is-object';

type JsonObject = Readonly<Record<string, unknown>>;

/** The schemas of the envelope's parts, where an output schema is our envelope; undefined for any other. */
export function envelopeParts(outputSchema: unknown): JsonObject | undefined {
  if (!isObject(outputSchema) || !isObject(outputSchema['properties'])) return undefined;
  const { properties } = outputSchema;
  return ['data', 'meta', 'warnings', 'hints'].every((key) => Object.hasOwn(properties, key)) ? properties : undefined;
}

/**
 * The schema of a result's `data`, as the hub gives it: the part of an envelope, with the definitions that it may refer
 * to; of a server that does not speak our envelope all of it. Undefined where the server does not tell.
 */
export function dataSchema(outputSchema: unknown): JsonObject | undefined {
  if (!isObject(outputSchema)) return undefined;
  const parts = envelopeParts(outputSchema);
  if (!parts) return outputSchema;
  if (!isObject(parts['data'])) return undefined;
  const { $defs } = outputSchema;
  return $defs === undefined ? parts['data'] : { ...parts['data'], $defs };
}
