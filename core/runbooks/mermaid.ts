import type { CompiledRunbook, CompiledStep } from './runbook-ir.ts';
import { templateText } from './show-runbook.ts';
import { cut } from '../text/cut.ts';

/** A runbook as a Mermaid flowchart: for a README, a wiki, a page. */
export function mermaidOf({ steps, title }: CompiledRunbook): string {
  const lines = ['flowchart TD', `  start(["${escaped(title)}"])`];
  const last = drawSequence(steps, 'start', '', lines);
  lines.push('  done(["end"])', `  ${last} --> done`);
  return lines.join('\n');
}

/** @returns the node that the sequence ends at */
function drawSequence(steps: readonly CompiledStep[], from: string, prefix: string, lines: string[]): string {
  let before = from;
  for (const step of steps) {
    const node = `${prefix}${step.id}`;
    let arrow = '-->';
    if (step.if) {
      lines.push(`  ${node}_if{"${escaped(step.if.cel)}"}`, `  ${before} --> ${node}_if`);
      before = `${node}_if`;
      arrow = '-- yes -->';
    }
    lines.push(`  ${node}${shapeOf(step, escaped(`${templateText(step.title)}${step.always ? ' (always)' : ''}`))}`);
    lines.push(`  ${before} ${arrow} ${node}`);
    let last = drawInside(step, node, lines);
    if (step.require) {
      lines.push(`  ${node}_require{"${escaped(step.require.cel)}"}`, `  ${last} --> ${node}_require`);
      lines.push(`  ${node}_stop(["${escaped(step.otherwise ? templateText(step.otherwise) : 'stop')}"])`);
      lines.push(`  ${node}_require -- no --> ${node}_stop`);
      last = `${node}_require`;
    }
    if (step.if) {
      lines.push(`  ${node}_then((" "))`, `  ${last} --> ${node}_then`, `  ${node}_if -- no --> ${node}_then`);
      last = `${node}_then`;
    }
    before = last;
  }
  return before;
}

function drawInside(step: CompiledStep, node: string, lines: string[]): string {
  switch (step.kind) {
    case 'parallel': {
      const join = `${node}_join`;
      lines.push(`  ${join}(("${step.join}"))`);
      for (const { name, steps } of step.branches) {
        const last = drawSequence(steps, node, `${node}_${name}_`, lines);
        lines.push(`  ${last} --> ${join}`);
      }
      return join;
    }
    case 'forEach': {
      const last = drawSequence(step.steps, node, `${node}_`, lines);
      lines.push(`  ${last} -. "next ${escaped(step.as)}" .-> ${node}`);
      return last;
    }
    case 'ask':
    case 'notify':
    case 'read':
    case 'runbook':
    case 'wait':
    case 'write':
      return node;
    default:
      return step satisfies never;
  }
}

function shapeOf(step: CompiledStep, title: string): string {
  switch (step.kind) {
    case 'ask':
      return `[/"${title}"/]`;
    case 'write':
      return `[["${title}"]]`;
    case 'runbook':
      return `[("${title}")]`;
    case 'parallel':
    case 'forEach':
      return `{{"${title}"}}`;
    case 'notify':
      return `>"${title}"]`;
    case 'read':
    case 'wait':
      return `["${title}"]`;
    default:
      return step satisfies never;
  }
}

/** Mermaid reads HTML entities and ends a text at a quote. */
function escaped(text: string): string {
  return cut(text, 120)
    .replaceAll('&', '#amp;')
    .replaceAll('"', '#quot;')
    .replaceAll('<', '#lt;')
    .replaceAll('>', '#gt;')
    .replaceAll('\n', ' ');
}
