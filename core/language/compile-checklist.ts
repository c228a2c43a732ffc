import { z } from 'zod';
import type { ArgumentTemplate, CompiledChecklist } from './checklist-ir.ts';
import { Reference } from './references.ts';

const references: readonly string[] = Object.values(Reference);
const placeholder = /^\$\{\{\s*([a-zA-Z.]{1,60})\s*\}\}$/;

const Template: z.ZodType<ArgumentTemplate> = z.lazy(() =>
  z.union([
    z.string().transform((text, context): ArgumentTemplate => {
      const name = placeholder.exec(text)?.[1];
      if (name === undefined) {
        if (text.includes('${{')) {
          context.addIssue({
            code: 'custom',
            message: `"${text}": a reference stands alone, as in \${{ incident.service }}`,
          });
          return z.NEVER;
        }
        return { kind: 'literal', value: text };
      }
      if (!references.includes(name)) {
        context.addIssue({ code: 'custom', message: `no reference "${name}"; there are: ${references.join(', ')}` });
        return z.NEVER;
      }
      return { kind: 'reference', reference: name as Reference };
    }),
    z.union([z.number(), z.boolean(), z.null()]).transform((value): ArgumentTemplate => ({ kind: 'literal', value })),
    z.array(Template).transform((items): ArgumentTemplate => ({ kind: 'list', items })),
    z.record(z.string(), Template).transform((entries): ArgumentTemplate => ({ kind: 'object', entries })),
  ]),
);

const Within = z
  .string()
  .regex(/^[1-9]\d{0,3}(s|m)$/, 'a deadline is a whole number of seconds or minutes: 20s, 2m')
  .transform((text) => Number.parseInt(text, 10) * (text.endsWith('m') ? 60 : 1))
  .refine((seconds) => seconds <= 300, 'an item has at most 5m');

const Item = z
  .strictObject({
    id: z
      .string()
      .regex(/^[a-z][a-z0-9_]{0,39}$/, 'an id has lower-case letters, digits and _, and starts with a letter'),
    title: z.string().min(3).max(120),
    read: z.string().regex(/^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$/, 'a tool is named <server>.<tool>'),
    with: z.record(z.string(), Template).default({}),
    mandatory: z.boolean().default(false),
    within: Within.default(20),
  })
  .transform(({ read, with: templates, within, ...item }) => {
    const [server = '', tool = ''] = read.split('.');
    return { ...item, server, tool, arguments: templates, withinSeconds: within };
  });

/** A checklist as written: `kind: Checklist`; parsing it compiles it. */
export const Checklist = z
  .strictObject({
    apiVersion: z.literal('holdfast/v1'),
    kind: z.literal('Checklist'),
    name: z.string().regex(/^[a-z][a-z0-9-]{0,59}$/, 'a name has lower-case letters, digits and "-"'),
    title: z.string().min(3).max(120),
    match: z
      .strictObject({
        alerts: z.array(z.string().min(1)).default([]),
        labels: z.record(z.string(), z.string()).default({}),
        services: z.array(z.string().min(1)).default([]),
      })
      .prefault({}),
    items: z
      .array(Item)
      .min(1)
      .max(40)
      .superRefine((items, context) => {
        const seen = new Set<string>();
        items.forEach(({ id }, index) => {
          if (seen.has(id)) context.addIssue({ code: 'custom', path: [index, 'id'], message: `a second item "${id}"` });
          seen.add(id);
        });
      }),
  })
  .transform(({ name, title, match, items }): CompiledChecklist => ({ irVersion: 1, name, title, match, items }));
