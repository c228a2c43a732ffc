import { z } from 'zod';
import type { Form, FormValues } from '#core/runbooks/form';
import { readAnswers } from '#core/runbooks/form-answers';
import type { Answer } from '#core/runbooks/form-answer';
import type { StartRun } from '#core/runs/run-messages';
import type { RunAction } from '#web/paths/gateway';
import { plainText } from '#core/text/plain-text';
import type { Problems } from '#web/pages/draft';
import { readForm, type ReadForm } from '#web/read-form';
import { VALUE_PREFIX } from '../pages/form-fields.tsx';

// What the pages' forms send, read once.

const REASON_LENGTH = 1000;

type Fields = ReadonlyMap<string, string>;

/** The fields that people fill in, beside those of a runbook's form. */
const SHOWN = ['by', 'reason', 'note', 'step', 'service', 'environment'];

const text = z
  .string()
  .transform((given) => plainText(given).trim())
  .pipe(z.string().max(REASON_LENGTH, `At most ${REASON_LENGTH} characters are kept.`));
const Note = text.transform((given) => given || undefined).optional();
const Reason = text.pipe(z.string().min(1, 'Say why: the reason is recorded and shown.'));
const Path = z.string().min(1).max(400);
const Name = z.string().optional();

const Pause = z.strictObject({ by: Name, reason: Note });
const Resume = z.strictObject({ by: Name });
const Skip = z.strictObject({ by: Name, step: Path, reason: Reason });
const Cancel = z.strictObject({ by: Name, reason: Reason });
const Asked = z.strictObject({ by: Name, step: Path });
const YesOrNo = Asked.extend({ answer: z.enum(['yes', 'no']), note: Note });
const HandsOffForm = z.strictObject({ by: Name, off: z.enum(['true', 'false']), reason: Reason });
const TargetPart = text.pipe(z.string().max(100, 'A name has at most 100 characters.')).optional();
const Start = z.strictObject({
  by: Name,
  runbook: z.string().min(1).max(100),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  once: z.string().regex(/^[0-9a-f]{16}$/),
  service: TargetPart,
  environment: TargetPart,
});

export type Steering =
  | { readonly kind: 'pause'; readonly reason?: string }
  | { readonly kind: 'resume' }
  | { readonly kind: 'skip'; readonly path: string; readonly reason: string }
  | { readonly kind: 'cancel'; readonly reason: string }
  | { readonly kind: 'answer'; readonly path: string; readonly answer: Answer };

/** @param formOf the form of the question that waits at a step, where it has one */
export function readSteering(
  action: RunAction,
  fields: Fields,
  formOf: (path: string) => Form | undefined,
): ReadForm<Steering> {
  switch (action) {
    case 'pause':
      return check(Pause, fields, ({ reason }) => ({ kind: 'pause', reason }));
    case 'resume':
      return check(Resume, fields, () => ({ kind: 'resume' }));
    case 'skip':
      return check(Skip, fields, ({ step, reason }) => ({ kind: 'skip', path: step, reason }));
    case 'cancel':
      return check(Cancel, fields, ({ reason }) => ({ kind: 'cancel', reason }));
    case 'answer':
      return readAnswer(fields, formOf(fields.get('step') ?? ''));
    default:
      return action satisfies never;
  }
}

function readAnswer(fields: Fields, form: Form | undefined): ReadForm<Steering> {
  // No is an answer to every question.
  if (form && fields.get('answer') !== 'no') {
    const [own, given] = split(fields);
    const read = check(Asked, own, ({ step }) => step);
    const values = readValues(form, given);
    if (read.kind === 'wrong' || values.kind === 'wrong') return bothWrong(read, values);
    return {
      kind: 'read',
      value: { kind: 'answer', path: read.value, answer: { kind: 'form', values: values.value } },
    };
  }
  const read = check(YesOrNo, fields, (given) => given);
  if (read.kind === 'wrong') return read;
  const { step, answer, note } = read.value;
  if (answer === 'yes') return { kind: 'read', value: { kind: 'answer', path: step, answer: { kind: 'yes', note } } };
  if (note === undefined)
    return { kind: 'wrong', problems: { note: 'Say why not: the reason is recorded and shown.' } };
  return { kind: 'read', value: { kind: 'answer', path: step, answer: { kind: 'no', reason: note } } };
}

export interface StartForm {
  readonly request: Omit<StartRun, 'by'>;
  /** Of the page that the form stood on: see the key of `Runs.start`. */
  readonly once: string;
}

/** @param inputsOf what a runbook asks for, in the version that the page offered */
export function readStart(fields: Fields, inputsOf: (runbook: string) => Form | undefined): ReadForm<StartForm> {
  const [own, given] = split(fields);
  const read = check(Start, own, (start) => start);
  const form = inputsOf(fields.get('runbook') ?? '') ?? { type: 'object', properties: {}, required: [] };
  const values = readValues(form, given);
  if (read.kind === 'wrong' || values.kind === 'wrong') return bothWrong(read, values);
  const { runbook, sha256, once, service, environment } = read.value;
  const target = { ...(service && { service }), ...(environment && { environment }) };
  const request = {
    runbook,
    sha256,
    inputs: values.value,
    ...(Object.keys(target).length > 0 && { target }),
  };
  return { kind: 'read', value: { request, once } };
}

export function readHandsOff(fields: Fields): ReadForm<{ readonly off: boolean; readonly reason: string }> {
  return check(HandsOffForm, fields, ({ off, reason }) => ({ off: off === 'true', reason }));
}

function readValues(form: Form, given: Fields): ReadForm<FormValues> {
  const checked = readAnswers(form, Object.fromEntries(given));
  if (checked.kind === 'ok') return { kind: 'read', value: checked.values };
  const problems = checked.problems.map(({ field, problem }) => [`${VALUE_PREFIX}${field}`, sentence(problem)]);
  return { kind: 'wrong', problems: Object.fromEntries(problems) as Problems };
}

function split(fields: Fields): readonly [own: Fields, values: Fields] {
  const own = new Map<string, string>();
  const values = new Map<string, string>();
  for (const [name, value] of fields)
    if (name.startsWith(VALUE_PREFIX)) values.set(name.slice(VALUE_PREFIX.length), value);
    else own.set(name, value);
  return [own, values];
}

function check<T, U>(schema: z.ZodType<T>, fields: Fields, take: (value: T) => U): ReadForm<U> {
  const read = readForm(schema, fields, SHOWN);
  return read.kind === 'read' ? { kind: 'read', value: take(read.value) } : read;
}

function bothWrong(...reads: readonly ReadForm<unknown>[]): { readonly kind: 'wrong'; readonly problems: Problems } {
  const problems = reads.map((read) => (read.kind === 'wrong' ? read.problems : {}));
  return { kind: 'wrong', problems: Object.assign({}, ...problems) as Problems };
}

function sentence(problem: string): string {
  return `${problem.charAt(0).toUpperCase()}${problem.slice(1)}.`;
}
