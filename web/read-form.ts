import type { z } from 'zod';
import type { Problems } from './pages/draft.ts';

export type ReadForm<Value> =
  { readonly kind: 'read'; readonly value: Value } | { readonly kind: 'wrong'; readonly problems: Problems };

/**
 * Reads what a form sent.
 * @param schema a strict object
 * @param shown the fields that people fill in: what is wrong with any other is said of the whole form
 */
export function readForm<Value>(
  schema: z.ZodType<Value>,
  fields: ReadonlyMap<string, string>,
  shown: readonly string[],
): ReadForm<Value> {
  const parsed = schema.safeParse(Object.fromEntries(fields));
  if (parsed.success) return { kind: 'read', value: parsed.data };
  const problems = parsed.error.issues.map((issue): readonly [name: string, problem: string] => {
    const name = String(issue.path[0] ?? '');
    if (issue.code === 'unrecognized_keys') return ['', `This form has no field "${issue.keys.join('", "')}".`];
    if (!shown.includes(name)) return ['', `"${name}" is missing or wrong: reload the page.`];
    return [name, issue.code === 'invalid_type' ? 'It is missing.' : issue.message];
  });
  return { kind: 'wrong', problems: Object.fromEntries(problems) };
}
