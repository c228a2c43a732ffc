import { z } from 'zod';
import { durationBetween } from '../time/durations.ts';
import { Risk } from '../ids/risk.ts';
import { environmentKinds } from './approval-level.ts';
import { switchScopes } from './facts.ts';
import { WriteToolName } from './policy-document.ts';

// Cases of a policy, as a person writes them: what differs from `given`, and what has to come of it.

const ago = durationBetween(0, 7 * 86_400);
const Time = z.iso.datetime({ offset: true, error: 'a time is RFC 3339: 2026-12-24T18:00:00Z, in quotes' });

const Action = z.strictObject({
  part: z.enum(['do', 'undo']).optional(),
  environment: z.string().optional(),
  service: z.string().optional(),
  /** `infrastructure.restart_pod`. */
  tool: WriteToolName.optional(),
  /** By its name in the configuration. */
  backEnd: z.string().optional(),
  parameters: z.record(z.string(), z.json()).optional(),
});

/** Facts are as fresh as `now`, unless `agedBy` says otherwise; what `missing` names nobody could find out. */
const Facts = z.strictObject({
  now: Time.optional(),
  owner: z.string().optional(),
  risk: z.enum(Risk).optional(),
  reach: z
    .strictObject({
      /** How many are reached, or which. */
      instances: z.union([z.int().min(0).max(1000), z.array(z.string())]),
      inAll: z.int().min(0),
      ready: z.int().min(0),
      amounts: z.record(z.string(), z.number()).default({}),
    })
    .optional(),
  switches: z.array(z.strictObject({ kind: z.enum(switchScopes), name: z.string().default('') })).optional(),
  past: z
    .array(z.strictObject({ ago, end: z.enum(['good', 'bad', 'running']), automatic: z.boolean().default(false) }))
    .optional(),
  lockedBy: z.string().optional(),
  errorBudget: z.number().optional(),
});

export const dateableFacts = ['reach', 'switches', 'past', 'lockedBy', 'errorBudget'] as const;
const missable = ['owner', 'risk', ...dateableFacts] as const;

const Expected = z.strictObject({
  name: z.string().min(3).max(200),
  action: Action.default({}),
  facts: Facts.default({}),
  missing: z.array(z.enum(missable)).default([]),
  agedBy: z.partialRecord(z.enum(dateableFacts), ago).default({}),
  expect: z.enum(['deny', 'approvals', 'automatic']),
  /** The ids of all rules that spoke. */
  rules: z.array(z.string()).optional(),
  approvals: z.array(z.strictObject({ count: z.int().min(1), groups: z.array(z.string()) })).optional(),
  notified: z.boolean().optional(),
});

export const PolicyCasesDocument = z.strictObject({
  apiVersion: z.literal('holdfast/v1'),
  kind: z.literal('PolicyCases'),
  /** Stands in for what the configuration says; without it that counts. */
  world: z
    .strictObject({
      environments: z.record(
        z.string(),
        z.strictObject({ kind: z.enum(environmentKinds), signIn: z.boolean().optional() }),
      ),
      owners: z.record(z.string(), z.array(z.string())),
      services: z.record(z.string(), z.string()),
      /** By tool server, in every environment. */
      adapters: z.record(z.string(), z.string()).default({}),
    })
    .transform(({ adapters, ...world }) => ({
      ...world,
      backEnds: Object.entries(adapters).flatMap(([server, adapter]) =>
        Object.keys(world.environments).map((environment) => ({ server, environment, name: adapter, adapter })),
      ),
    }))
    .optional(),
  /** What every case begins with. */
  given: z.strictObject({ action: Action.default({}), facts: Facts.default({}) }).prefault({}),
  cases: z.array(Expected).min(1).max(1000),
});
export type PolicyCasesDocument = z.infer<typeof PolicyCasesDocument>;
export type PolicyCase = PolicyCasesDocument['cases'][number];
