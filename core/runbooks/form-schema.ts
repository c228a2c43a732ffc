import { z } from 'zod';
import { checkAnswers } from './form-answers.ts';
import type { Form } from './form.ts';

const longestText = 2000;
const mostFields = 20;
/** Both stand beside the answers in expressions. */
const taken: ReadonlySet<string> = new Set(['outcome', 'answered_by', 'constructor']);

const FieldName = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,39}$/, 'a field has lower-case letters, digits and _, and starts with a letter')
  .refine((name) => !taken.has(name), 'outcome, answered_by and constructor are taken; choose another name');

const words = {
  /** What a person reads before the field. */
  title: z.string().min(1).max(120).optional(),
  description: z.string().min(1).max(500).optional(),
};
const Length = z.int('a length is a whole number of characters').min(0).max(longestText);

const TextField = z.strictObject({
  type: z.literal('string'),
  ...words,
  enum: z
    .array(z.string().min(1).max(200))
    .min(1)
    .max(50)
    .refine((texts) => new Set(texts).size === texts.length, 'a text stands there twice')
    .optional(),
  minLength: Length.optional(),
  maxLength: Length.min(1).optional(),
  default: z.string().max(longestText).optional(),
});

const numberField = {
  ...words,
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  default: z.number().optional(),
};

const Field = z
  .discriminatedUnion('type', [
    TextField,
    z.strictObject({ type: z.literal('number'), ...numberField }),
    z.strictObject({ type: z.literal('integer'), ...numberField }),
    z.strictObject({ type: z.literal('boolean'), ...words, default: z.boolean().optional() }),
  ])
  .superRefine((field, context) => {
    if (field.type === 'string' && (field.minLength ?? 0) > (field.maxLength ?? longestText))
      context.addIssue({ code: 'custom', path: ['minLength'], message: 'is more than maxLength' });
    if ('minimum' in field && 'maximum' in field && (field.minimum ?? -Infinity) > (field.maximum ?? Infinity))
      context.addIssue({ code: 'custom', path: ['minimum'], message: 'is more than maximum' });
    if (field.default === undefined) return;
    const checked = checkAnswers({ type: 'object', properties: { field }, required: [] }, { field: field.default });
    if (checked.kind === 'wrong')
      context.addIssue({ code: 'custom', path: ['default'], message: checked.problems[0]?.problem ?? 'does not fit' });
  });

const Written = z
  .object({
    type: z.literal('object').optional(),
    /** The fields, where one of them is called `type`, `properties` or `required`, or not all are required. */
    properties: z.record(FieldName, Field).optional(),
    /** Those that have to be filled in. Default: all that have no `default`. */
    required: z.array(z.string()).optional(),
  })
  .catchall(Field);
type Written = z.infer<typeof Written>;

/** A form as written: a map of its fields, or with `properties` and `required`. */
export const FormDocument = Written.superRefine((written, context) => {
  const refuse = (path: readonly (string | number)[], message: string) =>
    context.addIssue({ code: 'custom', path: [...path], message });
  const { plain, fields } = fieldsOf(written);
  for (const name of plain) {
    if (written.properties) refuse([name], 'stands beside `properties`; write it below');
    const checked = FieldName.safeParse(name);
    if (!checked.success) refuse([name], checked.error.issues[0]?.message ?? 'cannot be a name');
  }
  const names = Object.keys(fields);
  if (names.length === 0) refuse([], 'a form has at least one field');
  if (names.length > mostFields) refuse([], `a form has at most ${mostFields} fields`);
  written.required?.forEach((name, index) => {
    if (Object.hasOwn(fields, name)) return;
    refuse(['required', index], `the form has no field "${name.slice(0, 60)}"; it has: ${names.join(', ')}`);
  });
}).transform((written): Form => {
  const { fields } = fieldsOf(written);
  const without = Object.keys(fields).filter((name) => fields[name]?.default === undefined);
  const required = written.required ? [...new Set(written.required)] : without;
  return { type: 'object', properties: fields, required };
});

/** `plain`: those that are not below `properties`. */
function fieldsOf(written: Written): { readonly plain: readonly string[]; readonly fields: Form['properties'] } {
  const { type: _type, properties, required: _required, ...rest } = written;
  return { plain: Object.keys(rest), fields: properties ?? rest };
}
