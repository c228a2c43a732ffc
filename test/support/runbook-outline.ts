import type { Template } from '#core/runbooks/expressions/expression';
import type { CompiledStep } from '#core/runbooks/runbook-ir';

/** A runbook in as few lines as one can read when a random one shows a fault. */
export function outline(steps: readonly CompiledStep[], indent = ''): string {
  return steps.map((step) => `${indent}${header(step)}\n${inside(step, `${indent}    `)}`).join('');
}

function header(step: CompiledStep): string {
  return [
    `${step.id} ${step.kind}`,
    step.always ? 'always' : '',
    step.onFailure === 'stop' ? '' : `onFailure: ${step.onFailure}`,
    step.if ? `if: ${step.if.cel}` : '',
    step.require ? `require: ${step.require.cel}` : '',
    'withinSeconds' in step && step.withinSeconds !== undefined ? `within: ${step.withinSeconds}s` : '',
    details(step),
  ]
    .filter((part) => part !== '')
    .join(', ');
}

function details(step: CompiledStep): string {
  switch (step.kind) {
    case 'read':
      return Object.values(step.call.arguments).map(words).join(' ');
    case 'ask':
      return words(step.question);
    case 'notify':
      return words(step.message);
    case 'write':
      return Object.values(step.parameters).map(words).join(' ');
    case 'wait':
      return `${step.seconds}s`;
    case 'parallel':
      return `join: ${step.join}`;
    case 'forEach':
      return `${step.as} in ${step.items.cel}, atOnce: ${step.atOnce}`;
    case 'runbook':
      return Object.values(step.inputs).map(words).join(' ');
    default:
      return step satisfies never;
  }
}

const words = (template: Template) =>
  template.kind === 'literal'
    ? ''
    : template.kind === 'expression'
      ? `given: ${template.cel}`
      : JSON.stringify(template);

function inside(step: CompiledStep, indent: string): string {
  if (step.kind === 'parallel') {
    return step.branches.map(({ name, steps }) => `${indent}${name}:\n${outline(steps, `${indent}  `)}`).join('');
  }
  if (step.kind === 'forEach') return outline(step.steps, indent);
  if (step.kind !== 'runbook') return '';
  const { target, variables, outputs, steps } = step.runbook;
  return `${indent}${JSON.stringify({ target, variables, outputs })}\n${outline(steps, indent)}`;
}
