import type { RunbookCheck } from './check-runbook.ts';
import { evaluatorVersion, type Template } from './expressions/expression.ts';
import { readTemplate } from './expressions/read-template.ts';
import type { CompiledRunbook } from './runbook-ir.ts';
import type { RunbookSource } from './runbook-source.ts';
import { durationLiteral } from '../time/durations.ts';
import { type CheckedParts, compileStep, type StepNode } from './steps/index.ts';
import type { CompiledCall } from './steps/read.ts';
import type { StepBase } from './steps/step.ts';

/** Compiles a runbook in which the checker found no error. */
export function compileRunbook({ document, steps }: RunbookSource, check: RunbookCheck): CompiledRunbook {
  const { name, title, owner, inputs, match, target, variables, within, outputs } = document;
  const parts = partsOf(check);
  const cels = (expressions: Readonly<Record<string, string>>) =>
    Object.entries(expressions).map(([key, cel]) => [key, { cel }] as const);
  return {
    irVersion: 1,
    evaluator: evaluatorVersion,
    name,
    title,
    ...(owner === undefined ? {} : { owner }),
    ...(inputs ? { inputs } : {}),
    ...(match ? { match: compileMatch(match) } : {}),
    ...(target
      ? {
          target: {
            service: readTemplate(target.service).template,
            environment: readTemplate(target.environment).template,
          },
        }
      : {}),
    variables: cels(variables).map(([key, value]) => ({ name: key, value })),
    withinSeconds: within,
    steps: steps.map((step) => compileStep(step, parts)),
    outputs: Object.fromEntries(cels(outputs)),
  };
}

function compileMatch({
  alerts,
  labels,
  services,
  when,
}: NonNullable<RunbookSource['document']['match']>): NonNullable<CompiledRunbook['match']> {
  return { alerts, labels, services, ...(when === undefined ? {} : { when: { cel: when } }) };
}

/** Steps are compiled from what the checker kept of them; of what it accepted it kept all. */
function partsOf({ checked, uses }: RunbookCheck): CheckedParts {
  const kept = <Value>(map: ReadonlyMap<StepNode, Value>, node: StepNode): Value => {
    const value = map.get(node);
    if (value === undefined)
      throw new Error(`The step "${node.document.id}" was compiled without having been checked.`);
    return value;
  };
  const callOf = (map: typeof checked.calls, node: StepNode): CompiledCall => {
    const call = kept(map, node);
    return {
      server: call.server,
      tool: call.tool,
      arguments: call.arguments,
      select: uses.ofStep(node.document.id),
    };
  };
  return {
    base: (node) => baseOf(node, titleOf(node, checked)),
    call: (node) => callOf(checked.calls, node),
    write: (node) => {
      const { spec, arguments: parameters } = kept(checked.calls, node);
      const risk = spec?.risk === 'reversible' ? 'reversible' : 'destructive';
      return { risk, parameters, verify: callOf(checked.verifyCalls, node) };
    },
    runbook: (node) => ({ runbook: kept(checked.runbooks, node).runbook, inputs: kept(checked.inputs, node) }),
  };
}

function baseOf({ document }: StepNode, ownTitle: Template): StepBase {
  const { id, title, if: condition, require, otherwise, always, onFailure } = document;
  return {
    id,
    title: title === undefined ? ownTitle : readTemplate(title).template,
    ...(condition === undefined ? {} : { if: { cel: condition } }),
    ...(require === undefined ? {} : { require: { cel: require } }),
    ...(otherwise === undefined ? {} : { otherwise: readTemplate(otherwise).template }),
    always,
    onFailure,
  };
}

/** What a step is called that does not say it. */
function titleOf(node: StepNode, { calls, runbooks }: RunbookCheck['checked']): Template {
  const words = (value: string): Template => ({ kind: 'literal', value });
  switch (node.kind) {
    case 'read':
      return words(calls.get(node)?.spec?.title ?? node.document.read);
    case 'write':
      return words(calls.get(node)?.spec?.title ?? node.document.write);
    case 'ask':
      return readTemplate(node.document.ask).template;
    case 'wait':
      return words(`Wait ${durationLiteral(node.document.wait)}`);
    case 'parallel':
      return words(`Side by side: ${node.branches.map(({ name }) => name).join(', ')}`);
    case 'forEach':
      return words(`For each ${node.document.as}`);
    case 'runbook':
      return words(runbooks.get(node)?.runbook.title ?? node.document.runbook);
    case 'notify':
      return words(`Tell ${node.document.notify}`);
    default: {
      const never: never = node;
      return never;
    }
  }
}
