import type { JsonValue } from '#core/json/json-value';
import { pathText } from '#core/documents/problem';
import { checkValue } from '#core/runbooks/check-value';
import { literalTemplate } from '#core/runbooks/literal-template';
import type { jsonSchemaValidator } from './sdk.ts';

/**
 * Checks what a server returns against the output schema that it declared itself. In place of the SDK's validator, which
 * compiles the schema to code and runs its patterns on the event loop: a server that chooses pattern and text, or a
 * recursive schema, could freeze this process. Here the work is bounded, and patterns do not restrict.
 */
export const outputValidator: jsonSchemaValidator = {
  getValidator: <T>(schema: unknown) => {
    return (data: unknown) => {
      const template = literalTemplate(data as JsonValue);
      const [first] = checkValue(schema, { template, path: ['result'], typeAt: () => ({ kind: 'any' }) });
      if (!first) return { valid: true, data: data as T, errorMessage: undefined };
      return { valid: false, data: undefined, errorMessage: `${pathText(first.path)}: ${first.problem}` };
    };
  },
};
