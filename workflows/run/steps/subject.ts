import type { CompiledStep } from '#core/runbooks/runbook-ir';

/** What a step is about, in a word: its tool, its destination, its runbook. */
export function subjectOf(step: CompiledStep): string | undefined {
  switch (step.kind) {
    case 'read':
      return `${step.call.server}.${step.call.tool}`;
    case 'write':
      return `${step.server}.${step.tool}`;
    case 'notify':
      return step.to;
    case 'runbook':
      return step.runbook.name;
    case 'ask':
    case 'forEach':
    case 'parallel':
    case 'wait':
      return undefined;
    default:
      return step satisfies never;
  }
}
