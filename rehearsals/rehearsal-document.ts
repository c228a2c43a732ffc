import { z } from 'zod';
import { durationBetween } from '#core/time/durations';
import { RunOutcome } from '#core/runs/run';
import { StepOutcome } from '#core/runbooks/step-outcome';

// A rehearsal as written: what is given, what the world answers, what people do, and what has to come of it.

const After = durationBetween(0, 30 * 86_400);
const after = { after: After.optional() };
const Words = z.string().min(1).max(500);

/** What a read comes to. A list stands for one answer after the other: of rounds, and of questions asked again. */
const ReadReply = z.union([
  z.strictObject({ data: z.record(z.string(), z.json()), ...after }),
  z.strictObject({ polled: z.array(z.record(z.string(), z.json())).min(1).max(100), ...after }),
]);
const Refusal = z.strictObject({ refused: Words, ...after });
const Silence = z.strictObject({ noAnswer: z.literal(true) });
const AnswerReply = z.strictObject({
  /** `yes` and `no` are texts in YAML 1.2, and what everybody writes. */
  answer: z.union([
    z.boolean(),
    z.enum(['yes', 'no']).transform((word) => word === 'yes'),
    z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  ]),
  by: z.string().min(1).max(100).default('alice'),
  /** Of a no: why. */
  reason: Words.default('no'),
  ...after,
});
const WriteReply = z.strictObject({
  outcome: z.enum([
    StepOutcome.succeeded,
    StepOutcome.notVerified,
    StepOutcome.rejected,
    StepOutcome.blocked,
    StepOutcome.withdrawn,
    StepOutcome.stale,
    StepOutcome.unknown,
    StepOutcome.skipped,
    StepOutcome.expired,
    StepOutcome.failed,
    StepOutcome.undone,
    StepOutcome.undoFailed,
    StepOutcome.writeUnavailable,
  ]),
  reason: Words.optional(),
  /** What becomes of undoing it; without it there is nothing to undo. */
  undo: z.enum(['done', 'failed']).optional(),
  ...after,
});
const Told = z.strictObject({ told: z.literal(true), ...after });

export const ScriptedReply = z.union([ReadReply, Refusal, Silence, AnswerReply, WriteReply, Told]);
export type ScriptedReply = z.output<typeof ScriptedReply>;

/** What the run is given; of a case, whatever it does not say itself is that of the whole rehearsal. */
const Given = z.strictObject({
  inputs: z.record(z.string(), z.json()).optional(),
  target: z.strictObject({ service: z.string().optional(), environment: z.string().optional() }).optional(),
  incident: z
    .strictObject({
      id: z.string().default('incident/rehearsal/1'),
      title: z.string().default('A rehearsed incident'),
      severity: z.enum(['critical', 'warning', 'info']).default('critical'),
      environment: z.string().optional(),
      service: z.string().optional(),
      services: z.array(z.string()).default([]),
      startedAt: z.string().default('2026-01-01T00:00:00.000Z'),
    })
    .optional(),
  alert: z.strictObject({ name: z.string(), labels: z.record(z.string(), z.string()).default({}) }).optional(),
  finding: z.record(z.string(), z.json()).optional(),
});

const path = z.string().min(1).max(500);
const Steering = z.union([
  z.strictObject({ at: After, pause: z.literal(true) }),
  z.strictObject({ at: After, resume: z.literal(true) }),
  z.strictObject({ at: After, cancel: Words }),
  z.strictObject({ at: After, handsOff: Words }),
  z.strictObject({ at: After, skip: path, reason: Words }),
]);

const Case = z.strictObject({
  name: z.string().min(3).max(120),
  given: Given.prefault({}),
  /** By the id of a step, or its path where an id is not enough: `each/1/restart`. */
  replies: z.record(z.string(), z.union([ScriptedReply, z.array(ScriptedReply).min(1).max(100)])).default({}),
  people: z.array(Steering).max(50).default([]),
  expect: z.strictObject({
    outcome: z.enum(RunOutcome),
    /** A part of the reason. */
    reason: Words.optional(),
    /** By id or path. */
    steps: z.record(z.string(), z.enum(StepOutcome)).default({}),
    /** By id or path of a `notify`: a part of what was told. */
    told: z.record(z.string(), Words).default({}),
  }),
});
export type RehearsalCase = z.output<typeof Case>;

export const Rehearsal = z.strictObject({
  apiVersion: z.literal('holdfast/v1'),
  kind: z.literal('Rehearsal'),
  runbook: z.string().min(1),
  given: Given.prefault({}),
  cases: z.array(Case).min(1).max(100),
});
export type Rehearsal = z.output<typeof Rehearsal>;
