import { z } from 'zod';
import type { DecisionClaims, SignedDecision } from './decision.ts';
import { ActionHashSchema } from '../ids/id-schemas.ts';

/** A signed decision with its ID token: enough for a large company's groups, small enough for a history. */
export const maximumDecisionBytes = 32 * 1024;
/** How long a decision may be carried out after it was made. */
export const maximumDecisionSeconds = 30 * 60;
export const defaultDecisionSeconds = 15 * 60;

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'is not a SHA-256');
const Instant = z.iso.datetime({ error: 'is not a time in UTC' });
const Text = (maximum: number) =>
  z
    .string()
    .max(maximum)
    .refine((text) => !/\p{Surrogate}/u.test(text), 'has a lone surrogate');

/** The claims of a decision, unverified. @returns undefined for a text that is not a JWS */
export function statedClaims({ jws }: SignedDecision): unknown {
  try {
    return JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}

/** What the approvals service signs, and nothing else. */
export const ParsedDecisionClaims = z
  .strictObject({
    actionHash: ActionHashSchema,
    previewHash: Sha256,
    incident: Text(300).min(1).optional(),
    answer: z.enum(['approve', 'reject', 'by_hand']),
    reason: Text(1000),
    channel: z.enum(['page', 'cli']),
    breakGlass: z.boolean(),
    nonce: z.string().regex(/^[A-Za-z0-9_-]{16,128}$/, 'is not 16 to 128 letters, digits, "-" and "_"'),
    expiresAt: Instant,
    by: z.strictObject({
      issuer: Text(500).min(1),
      subject: Text(255).min(1),
      name: Text(200).min(1),
      names: z.array(Text(200).min(1)).min(1).max(2).optional(),
    }),
    groups: z.array(Text(200).min(1)).max(500),
    authTime: z.number().int().min(0),
    decidedAt: Instant,
    idToken: z.string().min(1).optional(),
  })
  .refine(({ answer, breakGlass, reason }) => (answer === 'approve' && !breakGlass) || reason.trim() !== '', {
    error: 'is missing: a rejection, doing it by hand and break-glass each need one',
    path: ['reason'],
  }) satisfies z.ZodType<DecisionClaims>;
