import { z } from 'zod';
import { ChangeKind } from '#core/evidence/observations';
import { nearestNames } from '#core/text/nearest-name';
import { plainLine, plainText } from '#core/text/plain-text';

const line = (limit: number) =>
  z
    .string()
    .max(limit, `is longer than ${limit} characters; shorten it`)
    .transform((text) => plainLine(text, limit))
    .refine((text) => text !== '', 'is empty; leave it out or fill it');

const Fields = {
  kind: z.enum(ChangeKind.options, { error: `must be one of ${ChangeKind.options.join(', ')}` }),
  service: line(128).refine(
    (name) => /^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$/.test(name),
    'must be a service name: letters, digits, ".", "_" and "-"',
  ),
  environment: z
    .string()
    .regex(/^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$/, 'must be an environment: lower-case letters, digits and "-"'),
  at: z.iso
    .datetime({ offset: true, error: 'must be a time with its zone, like 2026-01-31T03:01:00Z (date -u +%FT%TZ)' })
    .transform((text) => new Date(text).toISOString()),
  version: line(256).optional(),
  previousVersion: line(256).optional(),
  by: line(256).optional(),
  commit: line(128).optional(),
  url: z
    .url({ protocol: /^https?$/, error: 'must be an http:// or https:// address' })
    .max(2048, 'is longer than 2048 characters; shorten it')
    .optional(),
  summary: z
    .string()
    .max(4096, 'is longer than 4096 characters; shorten it')
    .transform((text) => plainText(text))
    .optional(),
};

/** The body of `POST /v1/changes`. */
export const ReportedChange = z.strictObject(Fields).superRefine(({ kind, version }, context) => {
  if ((kind === 'release' || kind === 'rollout') && version === undefined)
    context.addIssue({
      code: 'custom',
      path: ['version'],
      message: `is missing; a ${kind} says which version went out`,
    });
});
export type ReportedChange = z.infer<typeof ReportedChange>;

export interface ChangeProblem {
  readonly field: string;
  /** What is wrong and what to do, to be read after the field's name. */
  readonly message: string;
}

/** Each issue by the field's name. Unknown fields are told with the known one that is nearest. */
export function changeProblemsOf(error: z.ZodError, body: unknown): ChangeProblem[] {
  return error.issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') return issue.keys.slice(0, 10).map(unknownField);
    const field = plainLine(issue.path.join('.'), 80);
    if (field === '') return [{ field: 'body', message: 'must be one JSON object' }];
    const missing = typeof body === 'object' && body !== null && !Object.hasOwn(body, field);
    const isTypeFault =
      issue.code === 'invalid_type' || issue.code === 'invalid_value' || issue.code === 'invalid_format';
    return [{ field, message: missing && isTypeFault ? `is missing; it ${needOf(field)}` : issue.message }];
  });
}

function needOf(field: string): string {
  switch (field) {
    case 'kind':
      return `is one of ${ChangeKind.options.join(', ')}`;
    case 'at':
      return 'is a time with its zone, like 2026-01-31T03:01:00Z';
    case 'environment':
      return 'is one like "production"; it is never implied';
    default:
      return 'is text';
  }
}

function unknownField(key: string): ChangeProblem {
  const known = Object.keys(Fields);
  const nearest = nearestNames(key.replaceAll('_', ''), known)[0];
  const way = nearest ? `did you mean ${nearest}?` : `known are ${known.join(', ')}`;
  return { field: plainLine(key, 80), message: `is not known; ${way}` };
}
