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

// The audit records of writes, decisions and switches: one shape per kind, written by executor and
// approvals service, read by the commands that show, export and verify. The log adds `seq, previous, at, process,
// kind`.

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

/** Fields of every record of an action. */
const ofAction = {
  /** From {@link eventIdOf}: the log records each once. */
  eventId: hash,
  actionHash: ActionHashSchema,
  incident: z.string().optional(),
};

/** The subject of a write, for readers who do not have the action's bytes. */
const place = {
  part,
  environment: z.string(),
  service: z.string(),
  server: z.string(),
  /** Absent in records from before actions named it. */
  backEnd: z.string().optional(),
  tool: z.string(),
};

/** The policy verdict on an action, when it was proposed and again before it was executed. */
export const PolicyEntry = z.object({
  ...ofAction,
  part,
  moment: z.enum(['proposal', 'execution']),
  previewHash: hash.optional(),
  /** What policy judged, as it was shown to people. */
  preview: preview.optional(),
  verdict,
});
export type PolicyEntry = z.infer<typeof PolicyEntry>;

/** A decision that arrived, counted or not. */
export const DecisionEntry = z.object({
  ...ofAction,
  outcome: z.enum(['verified', 'refused']),
  /** Why it was refused. */
  reason: z.string().optional(),
  /** As it arrived, so that it can be verified again offline; of a refused one, the first 16 KiB. */
  jws: z.string(),
  answer: z.enum(['approve', 'reject', 'by_hand']).optional(),
  by: identity.optional(),
  breakGlass: z.boolean().optional(),
  /** RFC 3339: when it arrived; its ID token is judged by this time. Default: when it was recorded. */
  receivedAt: z.string().optional(),
});
export type DecisionEntry = z.infer<typeof DecisionEntry>;

/** A write is about to happen. Durable before it does. */
export const IntentEntry = z.object({ ...ofAction, ...place, state: z.literal('intent') });
export type IntentEntry = z.infer<typeof IntentEntry>;

/** The outcome of a write. `refused`: a check failed and nothing was written; `uncertain`: the outcome is unknown. */
export const ResultEntry = z.object({
  ...ofAction,
  ...place,
  state: z.enum(['executed', 'failed', 'refused', 'uncertain']),
  reason: z.string().optional(),
});
export type ResultEntry = z.infer<typeof ResultEntry>;

/** An action entered a state. */
export const ActionEntry = z.object({
  ...ofAction,
  state: z.enum(Object.values(ActionState)),
  reason: z.string().optional(),
  by: person.optional(),
});
export type ActionEntry = z.infer<typeof ActionEntry>;

/** A person reviewed a break-glass decision. */
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
  /** The number of the statement; the newest counts. */
  n: z.number().int().min(1),
});
export type KillSwitchEntry = z.infer<typeof KillSwitchEntry>;

/** An entry before the log has computed its eventId. */
type Unnumbered<Entry> = Entry extends unknown
  ? Readonly<Omit<Entry, 'eventId'>> & {
      /**
       * Distinguishes events with the same content that really happened twice. Absent: the same content for the same
       * action is the same event, so that a retried activity is logged once.
       */
      readonly occurrence?: string;
    }
  : never;

export type NewPolicyEntry = Unnumbered<PolicyEntry>;
export type NewDecisionEntry = Unnumbered<DecisionEntry>;
export type NewWriteEntry = Unnumbered<IntentEntry | ResultEntry>;
export type NewActionEntry = Unnumbered<ActionEntry>;

/** SHA-256 of the canonical JSON of `[actionHash, kind, what distinguishes it from others of its kind]`. */
export function eventIdOf(actionHash: ActionHash, kind: string, distinguishing: unknown): string {
  return sha256(canonicalJson(withoutUndefinedKeys([actionHash, kind, distinguishing])));
}
