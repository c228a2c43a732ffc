import type { Report } from './check-report.ts';
import type { DocumentPath } from '../documents/problem.ts';
import type { StepNode } from './steps/index.ts';
import { durationLiteral } from '../time/durations.ts';

/** Whether a condition is written out as true or false, and which. */
function literalOf(cel: string | undefined): boolean | undefined {
  const text = cel?.trim();
  return text === 'true' ? true : text === 'false' ? false : undefined;
}

/** Whether a sequence can go on after a step. That it may be skipped by a person does not count. */
function canGoOn(node: StepNode): boolean {
  const { document } = node;
  if (document.onFailure === 'continue') return true;
  const condition = literalOf(document.if);
  if (document.if !== undefined && condition !== true) return true;
  if (literalOf(document.require) === false) return false;
  switch (node.kind) {
    case 'parallel': {
      const open = node.branches.filter(({ steps }) => steps.every(canGoOn)).length;
      return node.document.join === 'any' ? open > 0 || node.branches.length === 0 : open === node.branches.length;
    }
    case 'forEach':
      // An empty list is a success.
      return true;
    case 'read':
    case 'write':
    case 'ask':
    case 'wait':
    case 'runbook':
    case 'notify':
      return true;
    default: {
      const never: never = node;
      return never;
    }
  }
}

/** Steps that no run can come to. */
export function checkReach(steps: readonly StepNode[], report: Report): void {
  let end: StepNode | undefined;
  for (const node of steps) {
    const { id, always } = node.document;
    const here = report.of(id);
    if (literalOf(node.document.if) === false) {
      here.error([...node.path, 'if'], 'it never runs: its condition is false', 'Remove the step, or the condition.');
    } else if (end && !always) {
      here.error(
        node.path,
        `no run comes to it: "${end.document.id}" before it never lets the run go on`,
        `Correct the \`require\` of "${end.document.id}", mark this one \`always: true\`, or remove it.`,
      );
    }
    if (!end && !canGoOn(node)) end = node;
    for (const sequence of innerSequences(node)) checkReach(sequence, report);
  }
}

/** The sequences of steps that stand inside a step. */
export function innerSequences(node: StepNode): readonly (readonly StepNode[])[] {
  switch (node.kind) {
    case 'parallel':
      return node.branches.map(({ steps }) => steps);
    case 'forEach':
      return [node.steps];
    case 'read':
    case 'write':
    case 'ask':
    case 'wait':
    case 'runbook':
    case 'notify':
      return [];
    default: {
      const never: never = node;
      return never;
    }
  }
}

interface Limit {
  readonly seconds: number;
  /** Whose deadline it is: `the run`, `"each"`. */
  readonly of: string;
}

/** Deadlines that cannot come, because what they stand in ends before. */
export function checkDeadlines(steps: readonly StepNode[], limit: Limit, report: Report): void {
  for (const node of steps) {
    const here = report.of(node.document.id);
    for (const { path, seconds } of deadlinesOf(node)) {
      if (seconds <= limit.seconds) continue;
      const remedy = `Write at most ${durationLiteral(limit.seconds)}, or give ${limit.of} a longer \`within\`.`;
      here.error(
        [...node.path, ...path],
        `${durationLiteral(seconds)} is longer than ${limit.of} has (${durationLiteral(limit.seconds)})`,
        remedy,
      );
    }
    const own = 'within' in node.document ? node.document.within : undefined;
    const inner = own === undefined || own > limit.seconds ? limit : { seconds: own, of: `"${node.document.id}"` };
    for (const sequence of innerSequences(node)) checkDeadlines(sequence, inner, report);
  }
}

function deadlinesOf(node: StepNode): readonly { readonly path: DocumentPath; readonly seconds: number }[] {
  switch (node.kind) {
    case 'wait':
      return [{ path: ['wait'], seconds: node.document.wait }];
    case 'write':
      return [
        { path: ['approvalWithin'], seconds: node.document.approvalWithin },
        { path: ['verify', 'within'], seconds: node.document.verify.within },
      ];
    case 'read':
    case 'ask':
    case 'parallel':
    case 'forEach':
    case 'runbook':
    case 'notify': {
      const { within } = node.document;
      return within === undefined ? [] : [{ path: ['within'], seconds: within }];
    }
    default: {
      const never: never = node;
      return never;
    }
  }
}
