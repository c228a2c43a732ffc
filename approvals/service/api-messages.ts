import { z } from 'zod';
import type { DecisionBody } from '#core/actions/decision';
import { hasInvisible } from '#core/text/invisible-characters';
import { ActionHashSchema } from '#core/ids/id-schemas';

// What the command line sends. An ID token is bound to the rest, so that texts are taken as they are or not at all.

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'is not a SHA-256');
const Nonce = z.string().regex(/^[A-Za-z0-9_-]{16,128}$/, 'has 16 to 128 letters, digits, "-" and "_"');
const Text = z
  .string()
  .max(1000, 'has more than 1,000 characters')
  .refine((text) => !hasInvisible(text), 'has control or invisible characters');
const Reason = Text.refine((text) => text.trim() !== '', 'says why: it is recorded and shown');
/** Of a person in many groups. */
const IdToken = z
  .string()
  .min(1)
  .max(32 * 1024);

const Body = z
  .strictObject({
    actionHash: ActionHashSchema,
    previewHash: Sha256,
    incident: Text.optional(),
    answer: z.enum(['approve', 'reject', 'by_hand']),
    reason: Text,
    channel: z.literal('cli'),
    breakGlass: z.boolean(),
    nonce: Nonce,
    expiresAt: z.iso.datetime({ error: 'is not a time in UTC' }),
  })
  .refine(({ answer, breakGlass, reason }) => (answer === 'approve' && !breakGlass) || reason.trim() !== '', {
    error: 'is missing: a rejection, doing it by hand and break-glass each need one',
    path: ['reason'],
  }) satisfies z.ZodType<DecisionBody>;

export const ApiDecision = z.strictObject({ body: Body, idToken: IdToken });
export const ApiWithdrawal = z.strictObject({ reason: Reason, nonce: Nonce, idToken: IdToken });
export const ApiUndo = z.strictObject({
  answer: z.enum(['undo', 'keep']),
  reason: Reason,
  nonce: Nonce,
  idToken: IdToken,
});
