import type { Expression, Template } from './expressions/expression.ts';
import type { evaluatorVersion } from './expressions/expression.ts';
import type { Form } from './form.ts';
import type { AskStep } from './steps/ask.ts';
import type { ForEachStep } from './steps/for-each.ts';
import type { NotifyStep } from './steps/notify.ts';
import type { ParallelStep } from './steps/parallel.ts';
import type { ReadStep } from './steps/read.ts';
import type { RunbookStep } from './steps/runbook.ts';
import type { WaitStep } from './steps/wait.ts';
import type { WriteStep } from './steps/write.ts';

// The compiled form of a runbook: plain data that a run receives whole, so that it finishes on the version it began
// with, whatever happens to the file. Schema-free, because it is loaded in the workflow sandbox.

export type CompiledStep =
  AskStep | ForEachStep | NotifyStep | ParallelStep | ReadStep | RunbookStep | WaitStep | WriteStep;

/** Which incidents a runbook or checklist is for. All given keys must fit; none given: the default. */
export interface Match {
  readonly alerts: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly services: readonly string[];
  /** Over `incident`, `alert` and `finding`, once there are findings. Runbooks only. */
  readonly when?: Expression;
}

/** The service and environment under care: given to every tool call that takes them; a write locks them. */
export interface TargetTemplate {
  readonly service: Template;
  readonly environment: Template;
}

export interface CompiledRunbook {
  readonly irVersion: 1;
  readonly evaluator: typeof evaluatorVersion;
  readonly name: string;
  readonly title: string;
  readonly owner?: string;
  /** What has to be given where it is run alone or as a part of another one. */
  readonly inputs?: Form;
  /** Absent: it is never proposed, only run by name. */
  readonly match?: Match;
  /** Absent: the incident's service and environment; in a step, those of the runbook that runs it. */
  readonly target?: TargetTemplate;
  /** Computed once, in this order, when the run starts. */
  readonly variables: readonly { readonly name: string; readonly value: Expression }[];
  /** Of the whole run. */
  readonly withinSeconds: number;
  readonly steps: readonly CompiledStep[];
  /** What a runbook that runs this one as a step sees of it. */
  readonly outputs: Readonly<Record<string, Expression>>;
}
