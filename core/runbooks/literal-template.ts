import type { JsonValue } from '../json/json-value.ts';
import type { Template } from './expressions/expression.ts';

/** A value without expressions, as `checkValue` takes it. */
export function literalTemplate(value: JsonValue): Template {
  if (typeof value !== 'object' || value === null) return { kind: 'literal', value };
  if (Array.isArray(value)) return { kind: 'list', items: value.map((item: JsonValue) => literalTemplate(item)) };
  return {
    kind: 'object',
    entries: Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, literalTemplate(inner as JsonValue)]),
    ),
  };
}
