import { z } from 'zod';
import type { Tool } from './sdk.ts';

/** The JSON Schema of an object for `tools/list`. */
export function objectSchema(schema: z.ZodObject, io: 'input' | 'output'): Tool['inputSchema'] {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io });
  // Without `$schema` it is 2020-12 by the protocol, and validators of 1.x clients accept it. Copied through JSON,
  // which drops zod's internal properties.
  return { ...JsonObject.parse(JSON.parse(JSON.stringify(rest))), type: 'object' };
}

const JsonObject = z.looseObject({
  required: z.array(z.string()).optional(),
  additionalProperties: z.json().optional(),
});
