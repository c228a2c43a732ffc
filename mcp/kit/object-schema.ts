import { z } from 'zod';
import type { Tool } from './sdk.ts';

/** The JSON Schema of an object, as `tools/list` gives it. */
export function objectSchema(schema: z.ZodObject, io: 'input' | 'output'): Tool['inputSchema'] {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io });
  // Without `$schema` it is 2020-12 by the protocol, and the validators of 1.x clients do not refuse it. Through JSON,
  // which leaves out what zod attaches for itself.
  return { ...JsonObject.parse(JSON.parse(JSON.stringify(rest))), type: 'object' };
}

const JsonObject = z.looseObject({
  required: z.array(z.string()).optional(),
  additionalProperties: z.json().optional(),
});
