import type { Template } from './expressions/expression.ts';
import type { CompiledRunbook, CompiledStep } from './runbook-ir.ts';
import { durationLiteral } from '../time/durations.ts';

/** A runbook as a person reads it: each step in a line, what is inside it below. */
export function showRunbook(runbook: CompiledRunbook): string {
  const { name, title, owner, inputs, match, target, variables, withinSeconds, steps, outputs } = runbook;
  const lines = [
    `${name}: ${title}`,
    ...(owner === undefined ? [] : [`  owner      ${owner}`]),
    `  within     ${durationLiteral(withinSeconds)}`,
    ...(target ? [`  target     ${templateText(target.service)} in ${templateText(target.environment)}`] : []),
    ...(inputs ? [`  inputs     ${Object.keys(inputs.properties).join(', ')}`] : []),
    ...(match ? [`  proposed   ${matchWords(match)}`] : ['  proposed   never; it is run by its name']),
    ...variables.map(({ name: variable, value }) => `  variable   ${variable} = ${value.cel}`),
    '',
    ...steps.flatMap((step) => stepLines(step, '  ')),
    ...Object.entries(outputs).map(([output, { cel }]) => `  output     ${output} = ${cel}`),
  ];
  return lines.join('\n');
}

function matchWords({ alerts, labels, services, when }: NonNullable<CompiledRunbook['match']>): string {
  const words = [
    ...(alerts.length > 0 ? [`for the alerts ${alerts.join(', ')}`] : []),
    ...Object.entries(labels).map(([label, value]) => `with ${label}=${value}`),
    ...(services.length > 0 ? [`of ${services.join(', ')}`] : []),
    ...(when ? [`when ${when.cel}`] : []),
  ];
  return words.join(' ') || 'for every incident';
}

/** A template as it was written, or nearly. */
export function templateText(template: Template): string {
  switch (template.kind) {
    case 'literal':
      return String(template.value);
    case 'expression':
      return `\${{ ${template.cel} }}`;
    case 'text':
      return template.parts.map((part) => (typeof part === 'string' ? part : `\${{ ${part.cel} }}`)).join('');
    case 'list':
      return `[${template.items.map(templateText).join(', ')}]`;
    case 'object':
      return `{${Object.entries(template.entries)
        .map(([key, inner]) => `${key}: ${templateText(inner)}`)
        .join(', ')}}`;
    default:
      return template satisfies never;
  }
}

function stepLines(step: CompiledStep, indent: string): readonly string[] {
  const inner = `${indent}    `;
  const conditions = [
    ...(step.if ? [`${inner}if ${step.if.cel}`] : []),
    ...(step.require ? [`${inner}require ${step.require.cel}`] : []),
    ...(step.otherwise ? [`${inner}  otherwise: ${templateText(step.otherwise)}`] : []),
  ];
  const marks = [
    ...(step.always ? ['always'] : []),
    ...(step.onFailure === 'stop' || (step.onFailure === 'continue' && step.kind === 'notify')
      ? []
      : [`on failure ${step.onFailure}`]),
  ];
  const head = `${indent}${step.id}  ${templateText(step.title)}${marks.length > 0 ? `  (${marks.join(', ')})` : ''}`;
  return [head, `${inner}${actionWords(step)}`, ...conditions, ...insideLines(step, inner)];
}

/** What a step does, in one line. */
function actionWords(step: CompiledStep): string {
  switch (step.kind) {
    case 'read': {
      const { call, poll, withinSeconds } = step;
      const until = poll
        ? ` until ${poll.until.cel}${poll.forSeconds > 0 ? ` for ${durationLiteral(poll.forSeconds)}` : ''}, every ${durationLiteral(poll.everySeconds)}`
        : '';
      return `read ${call.server}.${call.tool}${until}, within ${durationLiteral(withinSeconds)}`;
    }
    case 'write': {
      const { verify, approvalWithinSeconds, risk, ifNotVerified } = step;
      const { poll } = verify;
      const held = poll.forSeconds > 0 ? ` for ${durationLiteral(poll.forSeconds)}` : '';
      return `write ${step.server}.${step.tool} (${risk}), approval within ${durationLiteral(approvalWithinSeconds)}, verified by ${verify.call.server}.${verify.call.tool}: ${poll.until.cel}${held} within ${durationLiteral(verify.withinSeconds)}; if not: ${ifNotVerified}`;
    }
    case 'ask': {
      const form = step.form ? ` (${Object.keys(step.form.properties).join(', ')})` : ' (yes or no)';
      const escalate = step.escalate
        ? `, after ${durationLiteral(step.escalate.afterSeconds)} tell ${step.escalate.tell}`
        : '';
      return `ask a person: ${templateText(step.question)}${form}, within ${durationLiteral(step.withinSeconds)}${escalate}`;
    }
    case 'wait':
      return `wait ${durationLiteral(step.seconds)}`;
    case 'parallel':
      return `in parallel, ${step.join === 'all' ? 'all have to succeed' : 'the first that succeeds is enough'}${withinWords(step.withinSeconds)}`;
    case 'forEach':
      return `for each ${step.as} in ${step.items.cel}, at most ${step.atMost}, ${step.atOnce} at a time${withinWords(step.withinSeconds)}`;
    case 'runbook':
      return `run ${step.runbook.name}${withinWords(step.withinSeconds)}`;
    case 'notify':
      return `tell ${step.to}: ${templateText(step.message)}`;
    default:
      return step satisfies never;
  }
}

const withinWords = (seconds: number | undefined) =>
  seconds === undefined ? '' : `, within ${durationLiteral(seconds)}`;

function insideLines(step: CompiledStep, indent: string): readonly string[] {
  switch (step.kind) {
    case 'parallel':
      return step.branches.flatMap(({ name, steps }) => [
        `${indent}branch ${name}`,
        ...steps.flatMap((each) => stepLines(each, `${indent}  `)),
      ]);
    case 'forEach':
      return step.steps.flatMap((each) => stepLines(each, indent));
    case 'runbook':
      return step.runbook.steps.flatMap((each) => stepLines(each, indent));
    case 'ask':
    case 'notify':
    case 'read':
    case 'wait':
    case 'write':
      return [];
    default:
      return step satisfies never;
  }
}
