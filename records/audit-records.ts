import { z } from 'zod';
import { ActionState, type ActionPart, type Preview } from '#core/actions/action';
import { type ActionHash } from '#core/ids/action-hash';
import { canonicalJson, withoutUndefinedKeys } from '#core/json/canonical-json';
import type { Identity } from '#core/actions/decision';
import { switchScopes } from '#core/policy/facts';
import type { Person } from '#core/actions/person';
import type { Verdict } from '#core/actions/verdict';
import { sha256 } from './digest.ts';
import { ActionHashSchema } from '#core/ids/id-schemas';

// What the audit log says of writes, decisions and switches: one shape per kind, written by executor and
// approvals service, read by the commands that show, export and verify. The log adds `seq, previous, at, process, kind`.

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const part = z.enum(['do', 'undo'] satisfies ActionPart[]);
const person = z.custom<Person>((value) => z.looseObject({ name: z.string() }).safeParse(value).success);
const identity = z.custom<Identity>(
  (value) => z.looseObject({ issuer: z.string(), subject: z.string() }).safeParse(value).success,
);
const verdict = z.custom<Verdict>(
  (value) => z.looseObject({ kind: z.enum(['deny', 'approvals', 'automatic']) }).safeParse(value).success,
);

const preview = z.custom<Preview>((value) => z.looseObject({ changes: z.array(z.unknown()) }).safeParse(value).success);

/** What every record of an action says of it. */
const ofAction = {
  /** Of {@link eventIdOf}: the log takes each once. */
  eventId: hash,
  actionHash: ActionHashSchema,
  incident: z.string().optional(),
};

/** What a write is done to, for those who read a record without the action's bytes. */
const place = {
  part,
  environment: z.string(),
  service: z.string(),
  server: z.string(),
  /** Absent in records from before actions named it. */
  backEnd: z.string().optional(),
  tool: z.string(),
};

/** What policy said of an action: when it was proposed, and again before it was carried out. */
export const PolicyEntry = z.object({
  ...ofAction,
  part,
  moment: z.enum(['proposal', 'execution']),
  previewHash: hash.optional(),
  /** What policy judged, as people are shown it. */
  preview: preview.optional(),
  verdict,
});
export type PolicyEntry = z.infer<typeof PolicyEntry>;

/** A decision that came, counted or not. */
export const DecisionEntry = z.object({
  ...ofAction,
  outcome: z.enum(['verified', 'refused']),
  /** Of a refused one. */
  reason: z.string().optional(),
  /** As it came, so that it can be verified again without anybody; of a refused one its first 16 KiB. */
  jws: z.string(),
  answer: z.enum(['approve', 'reject', 'by_hand']).optional(),
  by: identity.optional(),
  breakGlass: z.boolean().optional(),
  /** RFC 3339: when it came; its ID token is judged by this. Absent: when it was recorded. */
  receivedAt: z.string().optional(),
});
export type DecisionEntry = z.infer<typeof DecisionEntry>;

/** A write is about to be done. Durable before it is. */
export const IntentEntry = z.object({ ...ofAction, ...place, state: z.literal('intent') });
export type IntentEntry = z.infer<typeof IntentEntry>;

/** What became of a write. `refused`: a check said no and nothing was written; `uncertain`: nobody knows. */
export const ResultEntry = z.object({
  ...ofAction,
  ...place,
  state: z.enum(['executed', 'failed', 'refused', 'uncertain']),
  reason: z.string().optional(),
});
export type ResultEntry = z.infer<typeof ResultEntry>;

/** An action has come to a state. */
export const ActionEntry = z.object({
  ...ofAction,
  state: z.enum(Object.values(ActionState)),
  reason: z.string().optional(),
  by: person.optional(),
});
export type ActionEntry = z.infer<typeof ActionEntry>;

/** Somebody looked at a decision that was made alone, by break-glass, and says what they think of it. */
export const ReviewEntry = z.object({
  actionHash: hash,
  by: z.string(),
  note: z.string(),
});
export type ReviewEntry = z.infer<typeof ReviewEntry>;

/** A kill switch was thrown or released. */
export const KillSwitchEntry = z.object({
  scope: z.strictObject({ kind: z.enum(switchScopes), name: z.string() }),
  stopped: z.boolean(),
  reason: z.string(),
  by: z.string(),
  /** The statement's number; the newest counts. */
  n: z.number().int().min(1),
});
export type KillSwitchEntry = z.infer<typeof KillSwitchEntry>;

/** An entry before the log has made its eventId. */
type Unnumbered<Entry> = Entry extends unknown
  ? Readonly<Omit<Entry, 'eventId'>> & {
      /**
       * Tells apart what has the same content and happened twice all the same. Absent: the same content of the same
       * action is the same event, so that a repeated activity is logged once.
       */
      readonly occurrence?: string;
    }
  : never;

export type NewPolicyEntry = Unnumbered<PolicyEntry>;
export type NewDecisionEntry = Unnumbered<DecisionEntry>;
export type NewWriteEntry = Unnumbered<IntentEntry | ResultEntry>;
export type NewActionEntry = Unnumbered<ActionEntry>;

/** SHA-256 of the canonical JSON of `[actionHash, kind, what tells it from others of its kind]`. */
export function eventIdOf(actionHash: ActionHash, kind: string, distinguishing: unknown): string {
  return sha256(canonicalJson(withoutUndefinedKeys([actionHash, kind, distinguishing])));
}
