import type { z } from 'zod';
import type { DocumentPath } from '../../documents/problem.ts';
import type { Template } from '../expressions/expression.ts';
import type { CompiledRunbook, CompiledStep } from '../runbook-ir.ts';
import { AskDocument, compileAsk } from './ask.ts';
import { compileForEach, ForEachDocument } from './for-each.ts';
import { compileNotify, NotifyDocument } from './notify.ts';
import { compileParallel, ParallelDocument } from './parallel.ts';
import { compileRead, ReadDocument, type CompiledCall } from './read.ts';
import { compileRunbookStep, RunbookStepDocument } from './runbook.ts';
import type { StepBase, StepKind } from './step.ts';
import { compileWait, WaitDocument } from './wait.ts';
import { compileWrite, WriteDocument, type CheckedWrite } from './write.ts';

// The closed list of the kinds of steps: one that is added in half does not compile.

/** What a step of each kind looks like in a document; the key that tells the kind is its name. */
export const stepDocuments = {
  read: ReadDocument,
  write: WriteDocument,
  ask: AskDocument,
  wait: WaitDocument,
  parallel: ParallelDocument,
  forEach: ForEachDocument,
  runbook: RunbookStepDocument,
  notify: NotifyDocument,
} as const satisfies Record<StepKind, z.ZodType>;

type DocumentOf<Kind extends StepKind> = z.output<(typeof stepDocuments)[Kind]>;

/** What stands in a step, as read: `undefined` where it could not be read. */
interface Inside {
  readonly read: object;
  readonly write: object;
  readonly ask: object;
  readonly wait: object;
  readonly parallel: { readonly branches: readonly { readonly name: string; readonly steps: readonly StepNode[] }[] };
  readonly forEach: { readonly steps: readonly StepNode[] };
  readonly runbook: object;
  readonly notify: object;
}

type NodeOf<Kind extends StepKind> = {
  readonly kind: Kind;
  readonly document: DocumentOf<Kind>;
  readonly path: DocumentPath;
} & Inside[Kind];

/** A step as it stands in a document, with the steps in it. */
export type StepNode = { [Kind in StepKind]: NodeOf<Kind> }[StepKind];

/** What compiling needs of the checker, by step. */
export interface CheckedParts {
  base(node: StepNode): StepBase;
  call(node: NodeOf<'read'>): CompiledCall;
  write(node: NodeOf<'write'>): CheckedWrite;
  runbook(node: NodeOf<'runbook'>): {
    readonly runbook: CompiledRunbook;
    readonly inputs: Readonly<Record<string, Template>>;
  };
}

export function compileStep(node: StepNode, parts: CheckedParts): CompiledStep {
  const base = parts.base(node);
  const inner = (steps: readonly StepNode[]) => steps.map((step) => compileStep(step, parts));
  switch (node.kind) {
    case 'read':
      return compileRead(node.document, base, parts.call(node));
    case 'write':
      return compileWrite(node.document, base, parts.write(node));
    case 'ask':
      return compileAsk(node.document, base);
    case 'wait':
      return compileWait(node.document, base);
    case 'parallel': {
      const branches = node.branches.map(({ name, steps }) => ({ name, steps: inner(steps) }));
      return compileParallel(node.document, base, branches);
    }
    case 'forEach':
      return compileForEach(node.document, base, inner(node.steps));
    case 'runbook':
      return compileRunbookStep(node.document, base, parts.runbook(node));
    case 'notify':
      return compileNotify(node.document, base);
    default: {
      const never: never = node;
      return never;
    }
  }
}

/** The steps inside a step, in the order in which they are written; of another runbook that it runs, too. */
export function childrenOf(step: CompiledStep): readonly CompiledStep[] {
  switch (step.kind) {
    case 'parallel':
      return step.branches.flatMap(({ steps }) => steps);
    case 'forEach':
      return step.steps;
    case 'runbook':
      return step.runbook.steps;
    case 'read':
    case 'write':
    case 'ask':
    case 'wait':
    case 'notify':
      return [];
    default: {
      const never: never = step;
      return never;
    }
  }
}

const endsOf = {
  read: ['succeeded', 'not_succeeded'],
  write: ['succeeded', 'not_succeeded'],
  ask: ['succeeded', 'declined', 'expired'],
  wait: ['succeeded'],
  parallel: ['succeeded', 'not_succeeded'],
  forEach: ['succeeded_with_elements', 'succeeded_without_elements', 'not_succeeded'],
  runbook: ['succeeded', 'not_succeeded'],
  notify: ['succeeded'],
} as const satisfies Record<StepKind, readonly string[]>;

/** One of the ways in which a step can end that make a difference to the run: what a rehearsal has to cover. */
export type WayOut = (typeof endsOf)[StepKind][number] | 'skipped' | 'requirement_not_met';

export function waysOut(step: CompiledStep): readonly WayOut[] {
  return [
    ...endsOf[step.kind],
    ...(step.if ? (['skipped'] as const) : []),
    ...(step.require ? (['requirement_not_met'] as const) : []),
  ];
}
