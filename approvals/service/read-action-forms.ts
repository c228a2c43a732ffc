import { z } from 'zod';
import type { DecisionAnswer } from '#core/actions/decision';
import { plainText } from '#core/text/plain-text';
import type { Problems } from '#web/pages/draft';
import { readForm } from '#web/read-form';
import type { FormName } from './pages/action-view.ts';

// What the forms of an action's page send, read once.

const REASON_LENGTH = 1000;

const Note = z
  .string()
  .transform((given) => plainText(given).trim())
  .pipe(
    z
      .string()
      .max(REASON_LENGTH, `At most ${REASON_LENGTH} characters are kept.`)
      .refine((text) => !/\p{Surrogate}/u.test(text), 'It has half of a character.'),
  );
const Reason = Note.pipe(z.string().min(1, 'Say why: the reason is recorded and shown.'));

const Decide = z.strictObject({
  answer: z.enum(['approve', 'reject', 'by_hand']),
  mode: z.enum(['send', 'command']),
  preview: z.string().regex(/^[0-9a-f]{64}$/),
  once: z.string().regex(/^[0-9-]{1,40}$/),
  reason: Note,
  target: z.string().max(300).optional(),
  breakGlass: z.literal('true').optional(),
});
const Withdraw = z.strictObject({ reason: Reason });
const Undo = z.strictObject({ answer: z.enum(['undo', 'keep']), reason: Reason });
const Outcome = z.strictObject({ answer: z.enum(['executed', 'not_executed']), reason: Reason });

export interface DecisionForm {
  readonly answer: DecisionAnswer;
  readonly mode: 'send' | 'command';
  readonly previewHash: string;
  readonly once: string;
  readonly reason: string;
  readonly breakGlass: boolean;
}

type Fields = ReadonlyMap<string, string>;

export type ReadActionForm<T> =
  | { readonly kind: 'read'; readonly value: T }
  | { readonly kind: 'wrong'; readonly form: FormName; readonly problems: Problems };

/** @param target that has to be typed; undefined: none has to be */
export function readDecision(fields: Fields, target: string | undefined): ReadActionForm<DecisionForm> {
  const form = formNameOf(fields.get('answer'), fields.has('breakGlass'));
  const read = check(Decide, fields, form);
  if (read.kind === 'wrong') return read;
  const { answer, mode, preview, once, reason, target: typed, breakGlass } = read.value;
  const problems = {
    ...(reason === '' &&
      (answer !== 'approve' || breakGlass) && { reason: 'Say why: the reason is recorded and shown.' }),
    ...(answer === 'approve' &&
      target !== undefined &&
      typed?.trim() !== target && { target: `Type "${target}", exactly so.` }),
    ...(answer !== 'approve' && breakGlass && { '': 'Break-glass is for approving.' }),
  };
  if (Object.keys(problems).length > 0) return { kind: 'wrong', form, problems };
  return {
    kind: 'read',
    value: { answer, mode, previewHash: preview, once, reason, breakGlass: breakGlass === 'true' },
  };
}

export function readWithdrawal(fields: Fields): ReadActionForm<{ readonly reason: string }> {
  return check(Withdraw, fields, 'withdraw');
}

export function readUndo(
  fields: Fields,
): ReadActionForm<{ readonly answer: 'undo' | 'keep'; readonly reason: string }> {
  return check(Undo, fields, fields.get('answer') === 'keep' ? 'keep' : 'undo');
}

export function readOutcome(fields: Fields): ReadActionForm<z.infer<typeof Outcome>> {
  return check(Outcome, fields, fields.get('answer') === 'executed' ? 'executed' : 'not_executed');
}

function formNameOf(answer: string | undefined, isBreakGlass: boolean): FormName {
  if (isBreakGlass) return 'break-glass';
  return answer === 'reject' || answer === 'by_hand' ? answer : 'approve';
}

function check<T>(schema: z.ZodType<T>, fields: Fields, form: FormName): ReadActionForm<T> {
  const read = readForm(schema, fields, ['reason', 'target']);
  return read.kind === 'read' ? read : { ...read, form };
}
