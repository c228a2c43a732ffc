import { z } from 'zod';
import type { Template } from '../expressions/expression.ts';
import { durationBetween } from '../../time/durations.ts';
import { type CompiledCall, type CompiledPoll, compilePoll, pollKeys } from './read.ts';
import type { StepBase } from './step.ts';
import { Arguments, Cel, partsOfToolName, stepKeys, ToolName } from './step-document.ts';

/** A write is proposed, previewed, judged, approved, executed and verified; the runbook only says what and how to tell. */
export interface WriteStep extends StepBase {
  readonly kind: 'write';
  readonly server: string;
  readonly tool: string;
  readonly risk: 'reversible' | 'destructive';
  /** What the action may ask of the tool: its `parameters`. */
  readonly parameters: Readonly<Record<string, Template>>;
  readonly approvalWithinSeconds: number;
  readonly verify: { readonly call: CompiledCall; readonly poll: CompiledPoll; readonly withinSeconds: number };
  readonly ifNotVerified: 'ask' | 'undo' | 'stop';
}

const day = 86_400;

const VerifyDocument = z.strictObject(
  {
    read: ToolName.meta({ description: 'The tool that shows whether the write did what it is for.' }),
    with: Arguments,
    until: Cel.meta({ description: 'Holds once the write is verified; `result` is the answer.' }),
    ...pollKeys,
    within: durationBetween(1, day).meta({ description: 'After this long it is not verified.' }),
  },
  'a write says how it is verified: `verify: { read: ..., until: ..., within: ... }`',
);

export const WriteDocument = z
  .strictObject({
    ...stepKeys(),
    write: ToolName.meta({ description: 'The tool that changes something, as <server>.<tool>.' }),
    with: Arguments,
    approvalWithin: durationBetween(60, 7 * day).meta({
      description: 'How long people have to approve. Who and how many is policy, never the runbook.',
    }),
    verify: VerifyDocument.meta({ description: 'How to verify that the write achieved its purpose.' }),
    ifNotVerified: z.enum(['ask', 'undo', 'stop']).default('ask').meta({
      description: 'What happens when it is not verified: a person is asked, it is undone, or the run stops.',
    }),
  })
  .meta({ title: 'write', description: 'Proposes a change; it is approved, carried out and verified.' });
export type WriteDocument = z.output<typeof WriteDocument>;

/** What the checker found out about the tools that a write names. */
export interface CheckedWrite {
  readonly risk: WriteStep['risk'];
  readonly parameters: WriteStep['parameters'];
  readonly verify: CompiledCall;
}

export function compileWrite(
  { write, approvalWithin, verify, ifNotVerified }: WriteDocument,
  base: StepBase,
  checked: CheckedWrite,
): WriteStep {
  return {
    ...base,
    kind: 'write',
    ...partsOfToolName(write),
    risk: checked.risk,
    parameters: checked.parameters,
    approvalWithinSeconds: approvalWithin,
    verify: { call: checked.verify, poll: compilePoll(verify), withinSeconds: verify.within },
    ifNotVerified,
  };
}
