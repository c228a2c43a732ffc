import type { Expression, Template } from '../expressions/expression.ts';

export const StepKind = {
  read: 'read',
  write: 'write',
  ask: 'ask',
  wait: 'wait',
  parallel: 'parallel',
  forEach: 'forEach',
  runbook: 'runbook',
  notify: 'notify',
} as const;
export type StepKind = (typeof StepKind)[keyof typeof StepKind];

/** What the rest of a run does after a step that did not succeed. */
export const OnFailure = {
  /** Nothing more runs but steps marked `always`. */
  stop: 'stop',
  continue: 'continue',
  /** Like stop, and what the run has written so far is undone first, last write first. */
  undo: 'undo',
} as const;
export type OnFailure = (typeof OnFailure)[keyof typeof OnFailure];

/** What every compiled step has. */
export interface StepBase {
  /** Unique in its runbook; what expressions call its result. */
  readonly id: string;
  /** For people. */
  readonly title: Template;
  readonly if?: Expression;
  /** Must hold after the step succeeded; `otherwise` says what it means that it does not. */
  readonly require?: Expression;
  readonly otherwise?: Template;
  /** Runs also after another step has stopped the run, and when it is cancelled. */
  readonly always: boolean;
  readonly onFailure: OnFailure;
}
