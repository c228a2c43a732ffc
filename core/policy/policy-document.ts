import { z } from 'zod';
import { durationBetween } from '../time/durations.ts';
import { approvalLevels, writeRisks } from './approval-level.ts';
import { freezeForms, HoursDocument } from './window-document.ts';

// The files of a policy: the platform's and those of owners. Everything that is not in them is refused.

const dayAndMore = 7 * 86_400;
/** Of the past the service lock keeps this much. */
const mostRemembered = 200;

const Name = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9-]{0,48}[a-z0-9])?$/, 'a rule is named with lower-case letters, digits and "-"');
const Reason = z.string().min(3).max(300);
export const WriteToolName = z
  .string()
  .regex(
    /^[a-z][a-z0-9_]{0,30}\.[A-Za-z0-9_-]{1,64}$/,
    'a tool is named <server>.<tool>, for example infrastructure.restart_pod',
  );
const AnyName = z.string().min(1).max(100);
const Group = z.string().min(1).max(200);
const Count = z.int().min(0).max(100_000);
const Percent = z.int().min(1).max(100);
const Share = z.number().min(0).max(1);

const Replicas = z.strictObject({
  min: Count,
  max: Count,
  /** How many more or less by one action. */
  maxDelta: Count,
  /** The same as a share of the greater of both numbers, so that a change and its reverse are judged alike. */
  maxDeltaPercent: Percent,
});
const Rate = z.strictObject({ count: z.int().min(0).max(mostRemembered), per: durationBetween(60, dayAndMore) });
const ErrorBudget = z.strictObject({ reversible: Share, destructive: Share });
const Breaker = z.strictObject({ bad: z.int().min(1).max(mostRemembered), within: durationBetween(60, dayAndMore) });

/** How far an action may reach. */
const Reach = z.strictObject({
  instancesAtOnce: Count,
  /** Rounded down; of less than one instance one is left where at least two are ready. */
  percent: Percent,
  minReady: Count,
  replicas: Replicas,
  rollbackMaxAge: durationBetween(60, 365 * 86_400),
});

const Ceilings = Reach.extend({
  cooldown: durationBetween(0, dayAndMore),
  rate: Rate,
  errorBudget: ErrorBudget,
  hours: HoursDocument.optional(),
});

const TightenedReach = Reach.partial().extend({ replicas: Replicas.partial().optional() });
const TightenedCeilings = Ceilings.partial().extend({
  replicas: Replicas.partial().optional(),
  rate: Rate.partial().optional(),
  errorBudget: ErrorBudget.partial().optional(),
});

const scope = {
  tools: z.array(WriteToolName).min(1).optional(),
  environments: z.array(AnyName).min(1).optional(),
  services: z.array(AnyName).min(1).optional(),
  risks: z.array(z.enum(writeRisks)).min(1).optional(),
};

const Forbid = z
  .strictObject({ name: Name, reason: Reason, ...scope })
  .refine(({ tools, environments, services, risks }) => tools ?? environments ?? services ?? risks, {
    error:
      'a rule says what it forbids with tools, environments, services or risks; to stop everything there is the kill switch',
  });
const Freeze = z.union(freezeForms.map((form) => form.extend({ name: Name, reason: Reason, ...scope })));

/** By environment's name. Only stricter than the default table and than what stands above it. */
const Environments = z
  .record(
    AnyName,
    z.strictObject({
      reversible: z.enum(approvalLevels).optional(),
      destructive: z.enum(approvalLevels).optional(),
      ceilings: TightenedCeilings.omit({ hours: true }).optional(),
    }),
  )
  .default({});

const rules = {
  forbid: z.array(Forbid).max(200).default([]),
  freezes: z.array(Freeze).max(50).default([]),
};

/** The platform's file: the ceilings for everybody. */
export const PolicyDocument = z.strictObject({
  apiVersion: z.literal('holdfast/v1'),
  kind: z.literal('Policy'),
  environments: Environments,
  ceilings: Ceilings,
  /** By tool. A write tool that is not listed may not write. */
  limits: z
    .record(
      WriteToolName,
      // Numbers of replicas and ages of what is rolled back to are limited where a tool has to do with them.
      Reach.extend({ replicas: Replicas.optional(), rollbackMaxAge: Reach.shape.rollbackMaxAge.optional() }),
    )
    .default({}),
  ...rules,
  breaker: Breaker,
  /** Groups whose people give the second approval of two. */
  second: z.array(Group).max(20).default([]),
  breakGlass: z.strictObject({ groups: z.array(Group).min(1).max(20) }).optional(),
});
export type PolicyDocument = z.infer<typeof PolicyDocument>;

/** An owner's file, for the owner's services: it tightens and adds, and loosens nothing. */
export const OwnerPolicyDocument = z.strictObject({
  apiVersion: z.literal('holdfast/v1'),
  kind: z.literal('OwnerPolicy'),
  owner: AnyName,
  environments: Environments,
  ceilings: TightenedCeilings.default({}),
  limits: z.record(WriteToolName, TightenedReach).default({}),
  ...rules,
  breaker: Breaker.partial().optional(),
});
export type OwnerPolicyDocument = z.infer<typeof OwnerPolicyDocument>;
