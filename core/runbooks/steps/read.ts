import { z } from 'zod';
import type { DataPath, Expression, Template } from '../expressions/expression.ts';
import { durationBetween } from '../../time/durations.ts';
import type { StepBase } from './step.ts';
import { Arguments, Cel, stepKeys, ToolName } from './step-document.ts';

/** A call of a read tool, as it goes to an activity once its templates are filled in. */
export interface CompiledCall {
  readonly server: string;
  readonly tool: string;
  readonly arguments: Readonly<Record<string, Template>>;
  /** The parts of the answer's `data` that expressions use: only these come into the history. */
  readonly select: readonly DataPath[];
}

/** Asks again until a condition holds. */
export interface CompiledPoll {
  /** Over `result` (the answer's `data`) and what the step may see. */
  readonly until: Expression;
  /** How long it has to hold without a break; 0: once is enough. */
  readonly forSeconds: number;
  readonly everySeconds: number;
}

export interface ReadStep extends StepBase {
  readonly kind: 'read';
  readonly call: CompiledCall;
  readonly poll?: CompiledPoll;
  /** Of the whole step, polling included. */
  readonly withinSeconds: number;
}

const day = 86_400;

/** Without `until` a read has 30 seconds; asking again and again has to say its end. */
const withinUnpolledSeconds = 30;
const everySeconds = 5;

/** What asking again until a condition holds is written as: in a read, and in the `verify` of a write. */
export const pollKeys = {
  for: durationBetween(0, day).optional().meta({ description: 'How long `until` has to hold without a break.' }),
  every: durationBetween(1, 600).optional().meta({ description: 'How often is asked; 5s by default.' }),
};

export const ReadDocument = z
  .strictObject({
    ...stepKeys(),
    read: ToolName.meta({ description: 'The tool to ask, as <server>.<tool>.' }),
    with: Arguments,
    until: Cel.optional().meta({ description: 'Asks again until this holds; `result` is the answer.' }),
    ...pollKeys,
    within: durationBetween(1, day)
      .optional()
      .meta({ description: 'The deadline of the whole step; required with `until`, 30s without.' }),
  })
  .meta({ title: 'read', description: 'Asks a tool; with `until` again and again.' });
export type ReadDocument = z.output<typeof ReadDocument>;

export function compilePoll({ until, ...poll }: { until: string; for?: number; every?: number }): CompiledPoll {
  return { until: { cel: until }, forSeconds: poll.for ?? 0, everySeconds: poll.every ?? everySeconds };
}

export function compileRead(
  { until, within, ...document }: ReadDocument,
  base: StepBase,
  call: CompiledCall,
): ReadStep {
  return {
    ...base,
    kind: 'read',
    call,
    ...(until === undefined ? {} : { poll: compilePoll({ ...document, until }) }),
    withinSeconds: within ?? withinUnpolledSeconds,
  };
}
