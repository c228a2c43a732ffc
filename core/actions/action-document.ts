import { z } from 'zod';
import type { JsonValue } from '../json/json-value.ts';
import { hasInvisible } from '../text/invisible-characters.ts';
import type { ActionDocument } from './action.ts';
import type { IncidentId, RunId } from '../ids/workflow-ids.ts';
import { EvidenceIdSchema } from '../ids/id-schemas.ts';

// The proposer writes an action's document, so every key is named and every text and list bounded. The bound of the whole,
// 64 KiB, applies to its bytes.

const deepestValue = 16;

const text = (longest: number) =>
  z
    .string()
    .min(1)
    .max(longest)
    .refine(
      (value) => !hasInvisible(value) && !/[\t\n]/.test(value),
      'has characters that a person who approves does not see: controls, blanks, zero-width or direction marks',
    );

/** RFC 3339, UTC, with `Z`. */
const moment = z.iso.datetime({ error: 'is not an RFC 3339 time in UTC such as 2026-11-21T03:02:00Z' });

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'is not a SHA-256 of 64 hexadecimal digits');
const seconds = (least: number, most: number) => z.number().min(least).max(most);

const json = z.custom<JsonValue>((value) => isJson(value, 0), {
  error: `is not JSON of at most ${deepestValue} levels without "__proto__"`,
});

const values = z
  .record(text(200), json)
  .readonly()
  .refine((record) => Object.keys(record).length <= 100, 'has more than 100 keys');

const materialFields = z
  .record(text(200), z.union([z.string().max(2_000), z.number(), z.boolean()]))
  .readonly()
  .refine((record) => Object.keys(record).length <= 100, 'has more than 100 keys');

const person = z
  .strictObject({ name: text(200), channel: z.enum(['page', 'cli', 'temporal']), verified: z.boolean() })
  .readonly();

const poll = z
  .strictObject({
    until: z.strictObject({ cel: z.string().min(1).max(2_000) }).readonly(),
    forSeconds: seconds(0, 86_400),
    everySeconds: seconds(1, 600),
  })
  .readonly();

const expectation = z
  .strictObject({
    server: text(60),
    tool: text(128),
    arguments: values,
    poll,
    withinSeconds: seconds(1, 86_400),
    scope: values,
  })
  .readonly();

const undo = z
  .strictObject({ tool: text(128), parameters: values, precondition: materialFields, undoBy: moment })
  .readonly();

/** The closed schema of an {@link ActionDocument}. How it has to be written as bytes: `parseAction`. */
export const ActionDocumentSchema = exactly(
  z
    .strictObject({
      version: z.literal(1),
      proposal: z
        .strictObject({
          runId: text(400).transform((id) => id as RunId),
          path: text(400),
          number: z.int().min(1).max(10_000),
        })
        .readonly(),
      incident: z
        .strictObject({ id: text(400).transform((id) => id as IncidentId), workflowId: text(400) })
        .readonly()
        .optional(),
      runbook: z.strictObject({ name: text(100), sha256 }).readonly(),
      startedBy: person,
      title: text(500),
      environment: text(60),
      service: text(100),
      server: text(60),
      backEnd: text(60).optional(),
      tool: text(128),
      parameters: values,
      target: z.strictObject({ kind: z.enum(['service', 'instance']), name: text(300), uid: text(300) }).readonly(),
      precondition: materialFields,
      expectation,
      ifNotVerified: z.enum(['ask', 'undo', 'stop']),
      undo: undo.optional(),
      evidence: z.array(EvidenceIdSchema).max(500).readonly(),
      proposedAt: moment,
      expiresAt: moment,
    })
    .readonly(),
);

type Same<One, Other> = (<T>() => T extends One ? 1 : 2) extends <T>() => T extends Other ? 1 : 2 ? true : false;

/** Does not compile where schema and interface differ, be it in one optional key. */
function exactly<Schema extends z.ZodType>(
  schema: Same<z.output<Schema>, ActionDocument> extends true ? Schema : never,
): Schema {
  return schema;
}

function isJson(value: unknown, depth: number): boolean {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || depth >= deepestValue) return false;
  // A careless copy would set it as the prototype.
  if (Object.hasOwn(value, '__proto__')) return false;
  return Object.values(value).every((member) => isJson(member, depth + 1));
}
